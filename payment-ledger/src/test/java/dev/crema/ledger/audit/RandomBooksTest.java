package dev.crema.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Books of random requests are clean, striped accounts among them, and any one row of them that is changed or deleted is
 * found. {@code -Dcrema.seed=...} runs a printed seed again, {@code -Dcrema.steps=...} longer.
 */
@OnEachDatabase
class RandomBooksTest {
    private static final int STEPS = Integer.getInteger("crema.steps", 60);
    private static final int TAMPERINGS = 12;

    /** What may be done to one row. */
    private static final List<String> MISDEEDS = List.of(
            "update crema_entry set amount_minor = amount_minor + 1000000 where ",
            "update crema_entry set balance_minor = balance_minor + 1 where ",
            "update crema_entry set number = number + 1000000 where ",
            "update crema_entry set leg = leg + 1 where ",
            "delete from crema_entry where ",
            "update crema_journal set description = 'something else' where ",
            "update crema_journal set kind = 'other' where ",
            "update crema_journal set postings = concat(postings, postings) where ",
            "update crema_journal set effective_on = date '1999-12-31' where ",
            "delete from crema_journal where ",
            "update crema_account set balance_minor = balance_minor + 1 where entry_count > 0 and ",
            "update crema_account set entry_count = entry_count + 1 where ",
            "delete from crema_account where entry_count > 0 and ",
            "update crema_displaced set amount_minor = amount_minor + 1 where ",
            "delete from crema_displaced where ",
            "delete from crema_capture where ",
            "update crema_hold set captured_minor = captured_minor + 1 where state = 'OPEN' and captured_minor + 1 <"
                    + " amount_minor and ",
            "delete from crema_journal_note where ",
            "update crema_journal_note set content = 'other' where ");

    private final TestDatabase database;

    RandomBooksTest(TestDatabase database) {
        this.database = database;
    }

    private static AccountId account(int i) {
        return new AccountId("account:" + i);
    }

    private static Money beans(long minor) {
        return Money.ofMinor("BEANS/0", minor);
    }

    @Test
    void I14_randomBooksAreCleanUntilAnyOneRowIsTamperedWith() throws SQLException {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("RandomBooksTest on " + database + ": -Dcrema.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < TAMPERINGS; i++) {
            Scope scope = database.scope();
            Ledger ledger = Ledger.createOn(database.dataSource()).in(scope);
            write(ledger, random);
            assertThat(ledger.audit().verify().first()).isEmpty();
            String misdeed = tamper(scope, random);
            assertThat(ledger.audit().verify().first()).as(misdeed).isPresent();
        }
    }

    private static void write(Ledger ledger, Random random) {
        ledger.open(Account.asset("account:0", "BEANS/0"), Account.expense("account:1", "BEANS/0"));
        ledger.open(Account.liability("account:2", "BEANS/0").neverBelowZero());
        ledger.open(Account.liability("account:3", "BEANS/0").neverBelowZero().striped(3));
        ledger.open(Account.liability("account:4", "BEANS/0").striped(4));
        for (int step = 0; step < STEPS; step++) {
            try {
                act(ledger, random, step);
            } catch (PaymentException refused) {
                // Not enough there, or ended already: what is refused leaves no trace.
            }
        }
        // So that there is something of each kind to tamper with.
        act(ledger, random, -1);
        ledger.post(Journal.of("filled")
                .debit("account:0", beans(1000))
                .credit("account:2", beans(1000))
                .balanced());
        ledger.hold(account(2), new Reference("left"), beans(100));
        ledger.hold(account(2), new Reference("taken"), beans(100));
        ledger.capturePart(
                account(2), new Reference("taken"), move("part", 2, 0, 3).balanced());
    }

    private static Journal.Draft move(String reference, int from, int to, long amount) {
        return Journal.of(reference).debit(account(from), beans(amount)).credit(account(to), beans(amount));
    }

    private static void act(Ledger ledger, Random random, int step) {
        int from = random.nextInt(5);
        int to = (from + 1 + random.nextInt(4)) % 5;
        long amount = 1L + random.nextInt(50);
        Reference hold = new Reference("hold-" + random.nextInt(10));
        switch (step < 0 ? 5 : random.nextInt(9)) {
            case 0, 1, 2, 3 -> ledger.post(move("j" + step, from, to, amount).balanced());
            case 4 ->
                ledger.post(Journal.of("three" + step)
                        .debit(account(from), beans(amount + 2))
                        .credit(account(to), beans(amount))
                        .credit(account(to), beans(2))
                        .balanced());
            case 5 ->
                ledger.post(move("noted" + step, 0, 4, amount)
                        .note("order", "n" + step)
                        .effectiveOn(LocalDate.of(2024, 2, 1 + random.nextInt(28)))
                        .balanced());
            case 6 -> ledger.hold(account(2), hold, beans(amount));
            case 7 ->
                ledger.capture(account(2), hold, move("c" + step, 2, to, 1).balanced());
            default -> ledger.reverse(new Reference("j" + random.nextInt(1 + step)), new Reference("r" + step));
        }
    }

    /** Does something to one row of the scope. */
    private String tamper(Scope scope, Random random) throws SQLException {
        List<String> misdeeds = new ArrayList<>(MISDEEDS);
        String done = misdeeds.get(random.nextInt(misdeeds.size()));
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            Tampering.pastAllGuards(database, statement);
            String where = "scope = '" + scope.name() + "'";
            int rows = statement.executeUpdate(one(done, where, random));
            assertThat(rows).as(done).isPositive();
            Tampering.guardAgain(database, statement);
        }
        return done;
    }

    /** Narrows a statement down to one row by the smallest key above a random one, or else the smallest. */
    private String one(String misdeed, String where, Random random) throws SQLException {
        String table = misdeed.replaceAll("(?s).*?(crema_[a-z_]+).*", "$1");
        String key = switch (table) {
            case "crema_entry", "crema_displaced" -> "concat(account, '/', number)";
            case "crema_account" -> "account";
            case "crema_journal" -> "reference";
            case "crema_hold" -> "concat(account, '/', reference)";
            case "crema_capture" -> "concat(account, '/', reference)";
            default -> "concat(name, '/', content)";
        };
        String condition = misdeed.substring(misdeed.indexOf(" where ") + 7) + where;
        List<String> keys = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select " + key + " from " + table + " where " + condition + " order by 1")) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        assertThat(keys).as(misdeed).isNotEmpty();
        return misdeed + where + " and " + key + " = '" + keys.get(random.nextInt(keys.size())) + "'";
    }
}
