package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A past balance is found by keys however long the account's past is, on tables that nobody has analysed. */
@OnEachDatabase
class PastBalancePlanTest {
    private static final AccountId TILL = new AccountId("till");
    private static final int JOURNALS = 40;
    private static final int LINES = 500;

    // One look for the milestone and at most 16 entries from there, with what the tree above them takes.
    private static final long MOST_ROWS = 3 * 16;
    private static final long MOST_PAGES = 20;

    private final TestDatabase server;
    private final Scope scope;
    private final Database database;

    PastBalancePlanTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
        this.database = Database.on(server.dataSource(), HostTransaction.NONE);
        Schema.of(database).create();
    }

    @Test
    void theBalanceAtAPastInstantReadsAFewRowsOfTwentyThousand() throws SQLException {
        SqlLedger ledger = fill();
        Entry middle =
                ledger.entries(scope, TILL, (long) JOURNALS * LINES / 2, 1).get(0);

        assertThat(ledger.reports(scope).balanceAt(TILL, middle.bookedAt()))
                .isEqualTo(Money.ofMinor("CNY", JOURNALS * LINES / 2 + LINES)); // a journal's lines have one time
        String query = database.dialect()
                .lastUntil(":scope", ":account")
                .replace(":scope", "'" + scope.name() + "'")
                .replace(":account", "'" + TILL.path() + "'")
                .replace(":at", literal(middle.bookedAt()));
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            switch (server.kind()) {
                case POSTGRESQL -> readsFewPages(statement, query);
                case MARIADB -> readsFewRows(statement, query);
                case H2 -> {
                    scansFewRows(statement, query);
                    looksFewTimes(statement, query);
                }
            }
        }
    }

    private SqlLedger fill() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Clock hourly = new Clock() {
            private int hours;

            @Override
            public java.time.ZoneId getZone() {
                return java.time.ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return start.plus(Duration.ofHours(++hours));
            }
        };
        SqlLedger ledger = new SqlLedger(database, hourly);
        ledger.open(scope, List.of(Account.asset("bank", "CNY"), Account.revenue("till", "CNY")));
        for (int i = 0; i < JOURNALS; i++) {
            Journal.Draft day = Journal.of("day-" + i).debit("bank", Money.ofMinor("CNY", LINES));
            for (int line = 0; line < LINES; line++) {
                day.credit(TILL.path(), Money.ofMinor("CNY", 1));
            }
            ledger.post(scope, day.balanced());
        }
        return ledger;
    }

    private String literal(Instant at) {
        String text = at.toString().replace('T', ' ').replace("Z", "");
        return server.kind() == TestDatabase.Kind.MARIADB
                ? "timestamp'" + text + "'"
                : "timestamp with time zone '" + text + "+00'";
    }

    private static void readsFewPages(Statement statement, String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("explain (analyze, buffers, timing off) " + query)) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        assertThat(plan.toString()).doesNotContain("Seq Scan").doesNotContain("Bitmap");
        Matcher buffers =
                Pattern.compile("Buffers: shared((?: (?:hit|read)=\\d+)+)").matcher(plan);
        assertThat(buffers.find()).as(plan.toString()).isTrue();
        long pages = Pattern.compile("\\d+")
                .matcher(buffers.group(1))
                .results()
                .mapToLong(number -> Long.parseLong(number.group()))
                .sum();
        assertThat(pages).as(plan.toString()).isBetween(1L, MOST_PAGES);
    }

    private static void readsFewRows(Statement statement, String query) throws SQLException {
        statement.execute("flush status");
        try (ResultSet one = statement.executeQuery(query)) {
            assertThat(one.next()).isTrue();
        }
        long rows = 0;
        try (ResultSet counts = statement.executeQuery("show session status like 'Handler\\_read\\_%'")) {
            while (counts.next()) {
                rows += counts.getLong(2);
            }
        }
        assertThat(rows).isBetween(1L, MOST_ROWS);
    }

    /** The search itself is not in the plan; what it reads by key is counted. */
    private static void looksFewTimes(Statement statement, String query) throws SQLException {
        statement.execute("set query_statistics true");
        try (ResultSet one = statement.executeQuery(query)) {
            assertThat(one.next()).isTrue();
        }
        try (ResultSet counts = statement.executeQuery("""
                select sum(execution_count) from information_schema.query_statistics
                where sql_statement like '%from crema_entry where%'
                """)) {
            counts.next();
            assertThat(counts.getLong(1)).isBetween(2L, MOST_ROWS);
        } finally {
            statement.execute("set query_statistics false");
        }
    }

    private static void scansFewRows(Statement statement, String query) throws SQLException {
        String plan;
        try (ResultSet one = statement.executeQuery("explain analyze " + query)) {
            one.next();
            plan = one.getString(1);
        }
        List<Long> scans = Pattern.compile("scanCount: (\\d+)")
                .matcher(plan)
                .results()
                .map(count -> Long.valueOf(count.group(1)))
                .toList();
        assertThat(scans).as(plan).isNotEmpty().allMatch(count -> count <= MOST_ROWS);
    }
}
