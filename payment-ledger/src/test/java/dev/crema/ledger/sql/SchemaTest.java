package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.books.HostTransaction;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each test needs a database without a schema, so these make their own. */
class SchemaTest {
    private static Database on(TestDatabase server) {
        return Database.on(server.dataSource(), HostTransaction.NONE);
    }

    private static void execute(Database database, String sql) {
        database.write(handle -> handle.execute(sql));
    }

    private static int latest() {
        return Schema.SCRIPTS.size();
    }

    @ParameterizedTest
    @EnumSource
    void F18_aMissingSchemaIsRefusedWithFoundExpectedAndRemedy(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Schema schema = Schema.of(on(server));

            assertThatThrownBy(schema::check)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("found no schema", "expected version " + latest(), "Schema.create()");

            schema.create();
            schema.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void creatingTwiceIsNoDifferentFromOnce(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Schema schema = Schema.of(on(server));
            schema.create();
            schema.create();
            schema.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void F18_anOlderSchemaIsRefusedUntilItIsBroughtUp(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Database database = on(server);
            Schema.of(database).create();
            execute(database, "delete from crema_schema_history where version = " + latest());

            assertThatThrownBy(Schema.of(database)::check)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("expected version " + latest(), Schema.SCRIPTS.get(latest() - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void F18_aNewerSchemaIsRefusedByCheckAndByCreateAndLeftAlone(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Database database = on(server);
            Schema.of(database).create();
            execute(
                    database,
                    "insert into crema_schema_history (version, script, applied_at) values (" + (latest() + 1)
                            + ", 'V_next.sql', current_timestamp)");

            List<Runnable> both = List.of(Schema.of(database)::check, Schema.of(database)::create);
            for (Runnable each : both) {
                assertThatThrownBy(each::run)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContainingAll(
                                "found version " + (latest() + 1), "expected version " + latest(), "newer");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void F18_aScriptThatWasChangedAfterItWasAppliedIsRefused(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Database database = on(server);
            Schema.of(database).create();
            execute(database, "update crema_schema_history set checksum = 'other' where version = 1");

            assertThatThrownBy(Schema.of(database)::check)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("V1__ledger.sql", "other", "never change");
        }
    }

    @ParameterizedTest
    @EnumSource
    void F18_ofManyNodesThatMigrateAtOnceExactlyOneDoes(TestDatabase.Kind kind) throws Exception {
        try (TestDatabase server = kind.create();
                HikariDataSource strict = server.pool(config -> {
                    config.setMaximumPoolSize(8);
                    config.setAutoCommit(false);
                    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
                })) {
            int nodes = 6;
            CyclicBarrier together = new CyclicBarrier(nodes);
            ExecutorService executor = Executors.newFixedThreadPool(nodes);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                Database database = i % 2 == 0 ? on(server) : Database.on(strict, HostTransaction.NONE);
                running.add(executor.submit(() -> {
                    together.await();
                    Schema.of(database).create();
                    Schema.of(database).check();
                    return null;
                }));
            }
            for (Future<?> node : running) {
                node.get(60, TimeUnit.SECONDS);
            }
            executor.shutdown();

            int applied = on(server)
                    .read(handle -> handle.select("select count(*) from crema_schema_history")
                            .mapTo(Integer.class)
                            .one());
            assertThat(applied).isEqualTo(latest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMigrationCutOffAfterAnyStatementContinuesWhenRepeated(TestDatabase.Kind kind) {
        int statements = 1;
        int step = kind == TestDatabase.Kind.MARIADB ? 9 : 1; // each of its definitions waits for the disk
        for (int cut = 1; cut <= statements; cut += step) {
            try (TestDatabase server = kind.create()) {
                Database database = on(server);
                String first = Schema.text(database.dialect(), Schema.SCRIPTS.get(0));
                List<String> script = database.dialect().statements(first);
                statements = script.size() - 1; // the last one enters the version, and commits with it
                if (kind != TestDatabase.Kind.POSTGRESQL) { // where a cut leaves nothing at all
                    script.subList(0, cut).forEach(sql -> execute(database, sql));
                }
                assertThatThrownBy(Schema.of(database)::check).isInstanceOf(ConfigurationException.class);

                Schema.of(database).create();
                Schema.of(database).check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void scriptsAppliedByTheHostsOwnToolAreAccepted(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Database database = on(server);
            for (String script : Schema.SCRIPTS) {
                database.dialect()
                        .statements(Schema.text(database.dialect(), script))
                        .forEach(sql -> execute(database, sql));
            }
            Schema.of(database).check();
            Schema.of(database).create();
        }
    }

    @Test
    void everyDatabaseHasTheSameTablesAndColumns() {
        Map<TestDatabase.Kind, List<String>> columns = new EnumMap<>(TestDatabase.Kind.class);
        for (TestDatabase.Kind kind : TestDatabase.Kind.values()) {
            try (TestDatabase server = kind.create()) {
                Database database = on(server);
                Schema.of(database).create();
                columns.put(kind, columns(database));
            }
        }
        assertThat(columns.get(TestDatabase.Kind.POSTGRESQL)).contains("crema_entry.amount_minor NO");
        columns.forEach((kind, found) ->
                assertThat(found).as(kind.name()).isEqualTo(columns.get(TestDatabase.Kind.POSTGRESQL)));
    }

    /** In order, and whether they may be null. */
    private static List<String> columns(Database database) {
        String own = database.dialect().name().equals("mysql") ? "database()" : "current_schema";
        return database
                .read(handle -> handle.select("select table_name, column_name, is_nullable"
                                + " from information_schema.columns where table_schema = " + own)
                        .map((row, context) -> row.getString(1) + "." + row.getString(2) + " " + row.getString(3))
                        .list())
                .stream()
                .map(column -> column.substring(0, column.indexOf(' ')).toLowerCase(Locale.ROOT)
                        + column.substring(column.indexOf(' ')))
                .filter(column -> !column.startsWith("crema_schema_lock")) // H2's own
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void tablesOfTheHostsAreNotTouched(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Database database = on(server);
            execute(database, "create table account (id integer primary key)");
            execute(database, "insert into account values (7)");

            Schema.of(database).create();

            assertThat(database.<List<Integer>>read(handle -> handle.select("select id from account")
                            .mapTo(Integer.class)
                            .list()))
                    .containsExactly(7);
        }
    }

    /** H2 evaluates some constraints with the session that made them, and fails once that is gone. */
    @ParameterizedTest
    @EnumSource
    void constraintsOutliveTheConnectionThatMadeThem(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            try (HikariDataSource first = server.pool(config -> {})) {
                Schema.of(Database.on(first, HostTransaction.NONE)).create();
            }
            Database database = on(server);
            execute(database, """
                    insert into crema_account (scope, account, kind, currency, normal_side, state, stripes, deferring,
                        balance_minor, held_minor, entry_count, last_booked_at, last_hash, opened_at)
                    select 's', 'a', 'ASSET', 'CNY', 1, 'OPEN', 1, false, 0, 0, 0, current_timestamp, content_hash,
                        current_timestamp
                    from (select cast(repeat('a', 32) as %s) content_hash) h
                    """.formatted(
                            switch (kind) {
                                case H2 -> "varbinary";
                                case POSTGRESQL -> "bytea";
                                case MARIADB -> "binary";
                            }));
            execute(database, """
                    insert into crema_hold (scope, account, reference, amount_minor, captured_minor, state, placed_at)
                    values ('s', 'a', 'h', 1, 0, 'OPEN', current_timestamp)
                    """);
        }
    }

    @ParameterizedTest
    @EnumSource
    void I14_theDatabaseItselfRefusesToChangeOrDeleteEntriesAndJournals(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            Database database = on(server);
            Ledger ledger = Ledger.createOn(server.dataSource());
            ledger.open(Account.asset("bank", "CNY"), Account.liability("wallet", "CNY"));
            Money one = Money.of("CNY", "1.00");
            ledger.post(Journal.of("j").debit("bank", one).credit("wallet", one).balanced());
            for (String sql : List.of(
                    "update crema_entry set amount_minor = 1",
                    "delete from crema_entry",
                    "update crema_journal set reference = 'x'",
                    "delete from crema_journal")) {
                refuses(database, sql);
            }
            if (kind == TestDatabase.Kind.POSTGRESQL) { // a trigger sees no more than rows elsewhere
                refuses(database, "truncate crema_entry");
                refuses(database, "truncate crema_journal");
            }
        }
    }

    private static void refuses(Database database, String sql) {
        assertThatThrownBy(() -> execute(database, sql))
                .as(sql)
                .isInstanceOf(LedgerInvariantException.class)
                .hasMessageContaining("append-only");
    }
}
