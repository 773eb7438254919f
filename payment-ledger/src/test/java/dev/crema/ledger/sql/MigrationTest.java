package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** A database with data of an older version becomes one of this version, and nothing in it is different. */
@OnEachDatabase
class MigrationTest {
    private static final List<String> TABLES = List.of(
            "crema_account",
            "crema_journal",
            "crema_entry",
            "crema_hold",
            "crema_capture",
            "crema_journal_note",
            "crema_displaced",
            "crema_correction");

    private static final List<String> SCRIPTS_SINCE = List.of(
            "V2__payments.sql",
            "V3__hot_accounts.sql",
            "V4__forms.sql",
            "V5__work.sql",
            "V6__trades.sql",
            "V7__constraints.sql");

    private static final Pattern CREATED = Pattern.compile("create table (?:if not exists )?(\\w+)");

    private final Database database;
    private final TestDatabase server;
    private final Scope scope = Scope.DEFAULT;

    MigrationTest(TestDatabase server) {
        this.server = server;
        this.database = Database.on(server.dataSource(), HostTransaction.NONE);
        Schema.of(database).create();
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static Journal move(String reference, String from, String to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .note("order", "o-" + reference)
                .balanced();
    }

    @Test
    void F18_aDatabaseWithDataOfTheVersionBeforeIsBroughtUpToDateWithEverythingIntact() {
        SqlLedger ledger = new SqlLedger(database, Clock.systemUTC());
        ledger.open(
                scope,
                List.of(
                        Account.asset("bank", "CNY"),
                        Account.liability("wallet:ann", "CNY").neverBelowZero()));
        for (int i = 0; i < 20; i++) {
            ledger.post(scope, move("fill-" + i, "bank", "wallet:ann", "1.00"));
        }
        AccountId ann = new AccountId("wallet:ann");
        ledger.hold(scope, ann, new Reference("order"), cny("5.00"), null);
        ledger.capture(scope, ann, new Reference("order"), move("ship", "wallet:ann", "bank", "2.00"), false);
        Map<String, List<String>> before = content();
        backToVersionTwo();

        assertThatThrownBy(() -> Schema.of(database).check())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("found version 2")
                .hasMessageContaining("V3__hot_accounts.sql");
        Schema.of(database).create();
        Schema.of(database).check();

        assertThat(content()).isEqualTo(before);
        SqlLedger after = new SqlLedger(database, Clock.systemUTC());
        assertThat(after.post(scope, move("fill-0", "bank", "wallet:ann", "1.00"))
                        .entries())
                .isEqualTo(after.journal(scope, new Reference("fill-0"))
                        .orElseThrow()
                        .entries());
        after.defer(scope, ann);
        after.stripe(scope, new AccountId("bank"), 4);
        after.post(scope, move("new", "bank", "wallet:ann", "1.00"));
        after.release(scope, ann, new Reference("order"));
        assertThat(after.balance(scope, ann).available()).isEqualTo(cny("19.00"));
        LedgerInvariants.check(server.dataSource());
    }

    /** The tables and the history as the scripts before the third left them. */
    private void backToVersionTwo() {
        database.write(handle -> {
            for (String script : SCRIPTS_SINCE) {
                CREATED.matcher(Schema.text(database.dialect(), script))
                        .results()
                        .forEach(table -> handle.execute("drop table " + table.group(1)));
            }
            handle.execute("delete from crema_schema_history where version >= 2");
            return database.dialect().statements(Schema.text(database.dialect(), "V2__payments.sql")).stream()
                    .mapToInt(handle::execute)
                    .sum();
        });
    }

    private Map<String, List<String>> content() {
        return database.read(handle -> {
            Map<String, List<String>> content = new TreeMap<>();
            TABLES.forEach(table -> content.put(table, rows(handle, table)));
            return content;
        });
    }

    private static List<String> rows(Handle handle, String table) {
        return handle
                .createQuery("select * from " + table)
                .map((row, context) -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        text.append(row.getString(i)).append(' ');
                    }
                    return text.toString();
                })
                .list()
                .stream()
                .sorted()
                .toList();
    }
}
