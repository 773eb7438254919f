package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Checks that the smaller tables agree with the large ones: holds, captures, displaced entries. Used by one thread. */
final class AgreementWalk {
    private static final String HELD = """
            select a.scope, a.account, a.held_minor, coalesce(sum(h.amount_minor - h.captured_minor), 0)
            from crema_account a
            left join crema_hold h on h.scope = a.scope and h.account = a.account and h.state = 'OPEN'
            where {scope a}
            group by a.scope, a.account, a.held_minor
            having a.held_minor <> coalesce(sum(h.amount_minor - h.captured_minor), 0)
            """;

    private static final String HOLDS_WITHOUT_ACCOUNT = """
            select h.scope, h.account, h.reference
            from crema_hold h
            left join crema_account a on a.scope = h.scope and a.account = h.account
            where a.account is null and {scope h}
            """;

    private static final String CAPTURED = """
            select h.scope, h.account, h.reference, h.captured_minor, coalesce(sum(c.captured_minor), 0)
            from crema_hold h
            left join crema_capture c
                on c.scope = h.scope and c.account = h.account and c.reference = h.reference
            where {scope h}
            group by h.scope, h.account, h.reference, h.captured_minor
            having h.captured_minor <> coalesce(sum(c.captured_minor), 0)
            """;

    private static final String CAPTURES_WITHOUT_HOLD = """
            select c.scope, c.account, c.reference, c.captured_minor
            from crema_capture c
            left join crema_hold h on h.scope = c.scope and h.account = c.account and h.reference = c.reference
            where h.account is null and {scope c}
            """;

    private static final String DEFERRED = """
            select d.scope, d.account, j.reference
            from crema_deferred d
            join crema_journal j on j.journal_id = d.journal_id
            where (j.booked_at <> d.booked_at or j.effective_on <> d.effective_on) and {scope d}
            """;

    private static final String NOT_LISTED = """
            select e.scope, e.account, e.number
            from crema_entry e
            left join crema_displaced d
                on d.scope = e.scope and d.account = e.account and d.number = e.number
                    and d.effective_on = e.effective_on
            where e.effective_on is not null and d.number is null and {scope e}
            """;

    private final Walk walk;
    private final Connection connection;

    AgreementWalk(Walk walk, Connection connection) {
        this.walk = walk;
        this.connection = connection;
    }

    /**
     * Checks all of it.
     *
     * @param displaced how many entries there are with a day of their own
     */
    void run(long displaced) throws SQLException {
        walk.stream(
                connection,
                HELD,
                row -> hold(row.getString(1), row.getString(2), "held_minor " + row.getString(4), row.getString(3)));
        walk.stream(
                connection,
                HOLDS_WITHOUT_ACCOUNT,
                row -> hold(row.getString(1), row.getString(2), "the account of hold " + row.getString(3), "none"));
        walk.stream(
                connection,
                CAPTURED,
                row -> hold(
                        row.getString(1),
                        row.getString(2),
                        "hold " + row.getString(3) + " captured by " + row.getString(5),
                        "captured_minor " + row.getString(4)));
        walk.stream(
                connection,
                CAPTURES_WITHOUT_HOLD,
                row -> hold(
                        row.getString(1),
                        row.getString(2),
                        "hold " + row.getString(3),
                        "a capture of " + row.getString(4) + " without it"));
        walk.stream(
                connection,
                DEFERRED,
                row -> walk.find(
                        Kind.DEFERRED_WRONG,
                        row.getString(1),
                        row.getString(2),
                        0,
                        row.getString(3),
                        "the time and day of its journal",
                        "others, waiting"));
        if (listed() != displaced) {
            walk.stream(
                    connection,
                    NOT_LISTED,
                    row -> displaced(
                            row.getString(1), row.getString(2), row.getLong(3), "a row in crema_displaced", "none"));
        }
    }

    private void hold(String scope, String account, String expected, String found) {
        walk.find(Kind.HOLD_WRONG, scope, account, 0, "", expected, found);
    }

    private void displaced(String scope, String account, long number, String expected, String found) {
        walk.find(Kind.DISPLACED_WRONG, scope, account, number, "", expected, found);
    }

    /** Compares what is listed with the entries; how many are. */
    private long listed() throws SQLException {
        WalkSql sql = walk.sql;
        String query = "select " + sql.entryColumns("e") + ", d.amount_minor, " + sql.day("d.effective_on") + ", "
                + sql.day("d.booked_on")
                + ", d.scope, d.account, d.number from crema_displaced d left join crema_entry e"
                + " on e.scope = d.scope and e.account = d.account and e.number = d.number where {scope d}";
        EntryRow entry = new EntryRow(sql);
        long[] count = new long[1];
        walk.stream(connection, query, row -> {
            count[0]++;
            long[] listed = {row.getLong(11), row.getLong(12), row.getLong(13)};
            boolean there = row.getBytes(1) != null;
            long[] expected = {};
            if (there) {
                entry.read(row);
                expected = new long[] {
                    entry.amount, entry.displaced ? entry.day : Long.MIN_VALUE, WalkSql.dayOf(entry.booked)
                };
            }
            if (!Arrays.equals(expected, listed)) {
                displaced(
                        row.getString(14),
                        row.getString(15),
                        row.getLong(16),
                        there ? describe(expected) : "no row",
                        describe(listed));
            }
        });
        return count[0];
    }

    private static String describe(long[] row) {
        return "amount " + row[0]
                + (row[1] == Long.MIN_VALUE
                        ? " on no day of its own"
                        : " for " + java.time.LocalDate.ofEpochDay(row[1]))
                + ", booked on " + java.time.LocalDate.ofEpochDay(row[2]);
    }
}
