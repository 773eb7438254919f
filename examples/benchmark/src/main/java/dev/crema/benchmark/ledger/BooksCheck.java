package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.Address;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the ledger's tables are right: each journal sums to zero, entries are numbered without a gap and their running
 * balances run, an account says what its last entry says, and all accounts together sum to zero.
 *
 * <p>Asks less than the ledger's own invariants, and in one pass over each table: it is asked after every run, of hundreds
 * of thousands of entries, and what it takes must not be more than the run.
 */
final class BooksCheck {
    private static final int PAGE = 5000;
    private static final String ENTRIES = """
            select scope, account, number, amount_minor, balance_minor, journal_id
            from crema_entry order by scope, account, number
            """;
    private static final String ACCOUNTS = """
            select scope, account, entry_count, balance_minor, normal_side * balance_minor - held_minor - floor_minor
            from crema_account
            """;
    private static final String JOURNALS = "select journal_id from crema_journal";

    private record Last(long number, long balance) {}

    private final Map<String, Last> lasts = new HashMap<>();
    private final Map<String, Long> sums = new HashMap<>();

    private BooksCheck() {}

    /**
     * Checks the whole of the books. Nothing may be under way.
     *
     * @return how many journals there are
     * @throws AssertionError for the first thing that is wrong
     */
    static long check(Address address) throws SQLException {
        BooksCheck check = new BooksCheck();
        try (Connection connection = address.connect()) {
            connection.setAutoCommit(false);
            read(connection, ENTRIES, check::entry);
            long[] total = new long[1];
            read(connection, ACCOUNTS, row -> total[0] += check.account(row));
            require(total[0] == 0, "all accounts together are", total[0]);
            long[] journals = new long[1];
            read(connection, JOURNALS, row -> {
                check.journal(row.getString(1));
                journals[0]++;
            });
            require(check.sums.isEmpty(), "entries without a journal belong to", check.sums.keySet());
            require(check.lasts.isEmpty(), "entries without an account belong to", check.lasts.keySet());
            connection.rollback();
            return journals[0];
        }
    }

    private void entry(ResultSet row) throws SQLException {
        String account = row.getString(1) + " " + row.getString(2);
        Last before = lasts.getOrDefault(account, new Last(0, 0));
        Last now = new Last(row.getLong(3), row.getLong(5));
        long amount = row.getLong(4);
        require(now.number() == before.number() + 1, account + " after number " + before.number() + " has", now);
        require(
                now.balance() == before.balance() + amount,
                account + " after " + before + " and " + amount + " has",
                now);
        lasts.put(account, now);
        sums.merge(row.getString(6), amount, Long::sum);
    }

    private long account(ResultSet row) throws SQLException {
        String account = row.getString(1) + " " + row.getString(2);
        Last now = new Last(row.getLong(3), row.getLong(4));
        Last entry = lasts.getOrDefault(account, new Last(0, 0));
        lasts.remove(account);
        require(now.equals(entry), account + " with " + entry + " as its last entry says", now);
        require(row.getLong(5) >= 0, account + " is below its floor by", row.getLong(5));
        return now.balance();
    }

    private void journal(String id) {
        Long sum = sums.remove(id);
        require(sum != null && sum == 0, "the entries of journal " + id + " sum to", String.valueOf(sum));
    }

    private static void require(boolean right, String what, Object found) {
        if (!right) {
            throw new AssertionError(what + " " + found);
        }
    }

    private interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private static void read(Connection connection, String query, Each each) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(PAGE);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    each.row(rows);
                }
            }
        }
    }
}
