package dev.crema.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;

/**
 * Small books with something of everything in a scope of their own, and the means to tamper with them behind the
 * library's back.
 */
final class TamperedBooks {
    private final TestDatabase database;
    private final Scope scope;
    final Ledger ledger;

    TamperedBooks(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
        this.ledger = Ledger.createOn(database.dataSource()).in(scope);
        write();
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private void write() {
        ledger.open(Account.asset("bank", "CNY"), Account.revenue("fees", "CNY"));
        ledger.open(Account.liability("wallet:ann", "CNY").neverBelowZero(), Account.liability("wallet:bob", "CNY"));
        ledger.open(Account.liability("wallet:idle", "CNY"), Account.asset("dollars", "USD"));
        ledger.open(Account.equity("fx:CNY", "CNY"), Account.equity("fx:USD", "USD"));
        move("deposit-1", "bank", "wallet:ann", "100.00");
        move("deposit-2", "bank", "wallet:bob", "50.00");
        for (int i = 1; i <= 6; i++) {
            ledger.post(Journal.of("transfer-" + i)
                    .kind("transfer")
                    .describedAs("lunch 午饭 " + i)
                    .debit("wallet:ann", cny(i + ".00"))
                    .credit("wallet:bob", cny(i + ".00"))
                    .balanced());
        }
        ledger.post(Journal.of("noted")
                .note("order", "17")
                .note("shop", "café")
                .debit("wallet:ann", cny("0.50"))
                .credit("fees", cny("0.30"))
                .credit("fees", cny("0.20"))
                .balanced());
        ledger.post(Journal.of("late")
                .effectiveOn(LocalDate.of(2020, 2, 29))
                .debit("wallet:bob", cny("1.00"))
                .credit("fees", cny("1.00"))
                .balanced());
        ledger.post(Journal.of("exchange")
                .debit("wallet:bob", cny("7.00"))
                .exchange("fx", cny("7.00"), Money.of("USD", "1.00"))
                .credit("dollars", Money.of("USD", "1.00"))
                .balanced());
        AccountId ann = new AccountId("wallet:ann");
        ledger.hold(ann, new Reference("hold-1"), cny("10.00"));
        ledger.hold(ann, new Reference("hold-2"), cny("2.00"));
        ledger.capturePart(ann, new Reference("hold-1"), draft("capture-1", "wallet:ann", "bank", "4.00"));
        ledger.capture(ann, new Reference("hold-1"), draft("capture-2", "wallet:ann", "bank", "5.00"));
        ledger.reverse(new Reference("transfer-2"), new Reference("reversal"));
        ledger.postLinked(List.of(
                draft("linked-1", "wallet:ann", "wallet:bob", "0.10"),
                draft("linked-2", "wallet:bob", "wallet:ann", "0.05")));
        move("last", "wallet:bob", "fees", "3.00");
    }

    void move(String reference, String from, String to, String amount) {
        ledger.post(draft(reference, from, to, amount));
    }

    private static Journal draft(String reference, String from, String to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .balanced();
    }

    /** Its first entry in the account. */
    Entry entry(String reference, String account) {
        return ledger.journal(new Reference(reference)).orElseThrow().entries().stream()
                .filter(entry -> entry.account().path().equals(account))
                .findFirst()
                .orElseThrow();
    }

    /** Runs statements past all triggers. {@code {scope}} stands for the scope, {@code {id x}} for the id of journal x. */
    void tamper(String... statements) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            Tampering.pastAllGuards(database, statement);
            for (String each : statements) {
                String sql = each.replace("{scope}", "scope = '" + scope.name() + "'")
                        .replace("{unknown}", unknown())
                        .replaceAll(
                                "\\{id ([a-z0-9-]+)}",
                                "(select journal_id from crema_journal where reference = '$1' and scope = '" + scope
                                        + "')");
                if (database.kind() == TestDatabase.Kind.MARIADB) { // which has no type for ids
                    sql = sql.replaceAll("('[0-9a-f]{8}-[0-9a-f-]{27}')", "unhex(replace($1, '-', ''))");
                }
                assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
            }
            Tampering.guardAgain(database, statement);
        }
    }

    /** The id of a journal that was never posted. */
    private String unknown() {
        return database.kind() == TestDatabase.Kind.MARIADB
                ? "x'00000000000000000000000000000001'"
                : "'00000000-0000-0000-0000-000000000001'";
    }

    VerifyReport verify() {
        return ledger.audit().verify();
    }
}
