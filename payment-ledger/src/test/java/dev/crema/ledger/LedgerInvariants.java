package dev.crema.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What must be true of the books in every committed snapshot, asked of the database alone. Each rule is a query for
 * what breaks it. May be run beside any load.
 */
public final class LedgerInvariants {
    private static final int H2_SNAPSHOT = 6;
    private static final Map<String, String> RULES = new LinkedHashMap<>();

    static {
        RULES.put("I-01 each journal sums to zero per currency", """
                select e.journal_id, a.currency, sum(e.amount_minor)
                from (
                    select scope, account, journal_id, amount_minor from crema_entry
                    union all
                    select scope, account, journal_id, amount_minor from crema_deferred
                ) e join crema_account a on a.scope = e.scope and a.account = e.account
                group by e.journal_id, a.currency having sum(e.amount_minor) <> 0
                """);
        RULES.put("I-01 each journal has at least two entries, and each entry a journal of its scope", """
                select journal_id, scope, sum(entries)
                from (
                    select journal_id, scope, 1 journals, 0 entries from crema_journal
                    union all
                    select journal_id, scope, 0, 1 from crema_entry
                    union all
                    select journal_id, scope, 0, 1 from crema_deferred) both_sides
                group by journal_id, scope having sum(journals) <> 1 or sum(entries) < 2
                """);
        RULES.put("I-02 all balances of one currency sum to zero", """
                select b.scope, b.currency, sum(b.balance_minor)
                from (
                    select scope, currency, balance_minor from crema_account
                    union all
                    select a.scope, a.currency, d.amount_minor
                    from crema_deferred d join crema_account a on a.scope = d.scope and a.account = d.account
                ) b
                group by b.scope, b.currency having sum(b.balance_minor) <> 0
                """);
        RULES.put("I-03 a balance is the sum of the account's entries", """
                select a.scope, a.account, a.balance_minor
                from crema_account a left join crema_entry e on e.scope = a.scope and e.account = a.account
                group by a.scope, a.account, a.balance_minor
                having a.balance_minor <> coalesce(sum(e.amount_minor), 0)
                """);
        RULES.put("I-03 a balance is the running balance of the last entry", """
                select a.scope, a.account, a.balance_minor
                from crema_account a
                left join crema_entry e
                    on e.scope = a.scope and e.account = a.account and e.number = a.entry_count
                where a.balance_minor <> coalesce(e.balance_minor, 0)
                """);
        RULES.put("I-03 running balances run, and time with them", """
                select scope, account, number
                from (
                    select scope, account, number, balance_minor, amount_minor, booked_at,
                        coalesce(lag(balance_minor) over w, 0) as balance_before,
                        lag(booked_at) over w as booked_before
                    from crema_entry
                    window w as (partition by scope, account order by number)
                ) e
                where balance_minor <> balance_before + amount_minor or booked_before > booked_at
                """);
        RULES.put("what waits to be folded has a journal, a deferring account, and no entry yet", """
                select d.scope, d.account, d.journal_id
                from crema_deferred d
                left join crema_account a on a.scope = d.scope and a.account = d.account and a.deferring
                left join crema_journal j on j.journal_id = d.journal_id and j.scope = d.scope
                left join crema_entry e
                    on e.scope = d.scope and e.account = d.account and e.journal_id = d.journal_id and e.leg = d.leg + 10000
                where a.account is null or j.journal_id is null or e.number is not null
                """);
        RULES.put("I-03 what is held is the sum of the open holds", """
                select a.scope, a.account, a.held_minor
                from crema_account a
                left join crema_hold h on h.scope = a.scope and h.account = a.account and h.state = 'OPEN'
                group by a.scope, a.account, a.held_minor
                having a.held_minor <> coalesce(sum(h.amount_minor - h.captured_minor), 0)
                """);
        RULES.put("I-04 available is never below the floor", """
                select scope, account, normal_side * balance_minor - held_minor
                from crema_account
                where floor_minor is not null and normal_side * balance_minor - held_minor < floor_minor
                """);
        RULES.put("I-14 entry numbers have no gap or repeat", """
                select a.scope, a.account, a.entry_count
                from crema_account a left join crema_entry e on e.scope = a.scope and e.account = a.account
                group by a.scope, a.account, a.entry_count
                having a.entry_count <> count(e.number) or a.entry_count <> coalesce(max(e.number), 0)
                """);
        RULES.put("what was captured of a hold is what its journals took", """
                select h.scope, h.account, h.reference
                from crema_hold h
                left join crema_capture c
                    on c.scope = h.scope and c.account = h.account and c.reference = h.reference
                group by h.scope, h.account, h.reference, h.captured_minor
                having h.captured_minor <> coalesce(sum(c.captured_minor), 0)
                """);
        RULES.put("what a journal took of a hold it took from the account", """
                select scope, account, journal_id
                from (
                    select scope, account, journal_id, captured_minor taken, 0 moved from crema_capture
                    union all
                    select e.scope, e.account, e.journal_id, 0, -a.normal_side * e.amount_minor
                    from crema_entry e join crema_account a on a.scope = e.scope and a.account = e.account) both_sides
                group by scope, account, journal_id having sum(taken) > 0 and sum(taken) <> sum(moved)
                """);
        RULES.put("an entry whose day was moved is listed, and no other", """
                select e.scope, e.account, e.number
                from crema_entry e
                left join crema_displaced d
                    on d.scope = e.scope and d.account = e.account and d.number = e.number
                        and d.effective_on = e.effective_on and d.amount_minor = e.amount_minor
                where e.effective_on is not null and d.number is null
                union all
                select d.scope, d.account, d.number
                from crema_displaced d
                left join crema_entry e on e.scope = d.scope and e.account = d.account and e.number = d.number
                where e.effective_on is null
                """);
    }

    private LedgerInvariants() {}

    /** Checks all rules in one snapshot; an assertion error names those that are broken, and where. */
    public static void check(DataSource dataSource) {
        List<String> broken = inSnapshot(dataSource, LedgerInvariants::broken);
        if (!broken.isEmpty()) {
            throw new AssertionError("broken rules of the books:\n" + String.join("\n", broken));
        }
    }

    /** What is broken in the snapshot of the connection's transaction, at most 20 findings. */
    static List<String> broken(Connection connection) throws SQLException {
        List<String> broken = new ArrayList<>();
        for (Map.Entry<String, String> rule : RULES.entrySet()) {
            ask(connection, rule.getKey(), rule.getValue(), broken);
        }
        return broken;
    }

    /** Reads several tables as they were at one moment. */
    interface Reading<T> {
        T read(Connection connection) throws SQLException;
    }

    static <T> T inSnapshot(DataSource dataSource, Reading<T> reading) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int isolation = connection.getTransactionIsolation();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(snapshot(connection));
            try {
                return reading.read(connection);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(isolation);
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw new AssertionError("the rules of the books could not be checked", e);
        }
    }

    /** H2's REPEATABLE READ takes its snapshot table by table; it has a level of its own for all at once. */
    private static int snapshot(Connection connection) throws SQLException {
        boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
        return h2 ? H2_SNAPSHOT : Connection.TRANSACTION_REPEATABLE_READ;
    }

    private static void ask(Connection connection, String rule, String query, List<String> broken) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next() && broken.size() < 20) {
                broken.add(rule + ": " + rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        }
    }
}
