package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Finds on H2 the last entry of a row of {@code crema_account} that was booked until an instant, in as many reads by key
 * as the number of entries has binary digits. Entries are numbered without a gap and their times never go back, so they
 * need no index by time; in this process a read is cheap, and to keep such an index took a quarter of the time of posting.
 * One that is not there counts as earlier than all that are, and if it is what the search ends at, nothing is found.
 * Called by the database alone.
 */
public final class LastUntil {
    private static final String HEAD =
            "select entry_count, last_booked_at from crema_account where scope = ? and account = ?";

    private static final String ENTRY =
            "select booked_at, balance_minor from crema_entry where scope = ? and account = ? and number = ?";

    private final PreparedStatement entry;
    private final OffsetDateTime at;
    private @Nullable Long balanceMinor;

    private LastUntil(PreparedStatement entry, OffsetDateTime at) {
        this.entry = entry;
        this.at = at;
    }

    /** The number of the entry; null for none. */
    public static @Nullable Long number(Connection connection, String scope, String account, OffsetDateTime at)
            throws SQLException {
        return find(connection, scope, account, at, (search, number) -> search.balanceMinor == null ? null : number);
    }

    /** The balance after the entry; null for none. */
    public static @Nullable Long balance(Connection connection, String scope, String account, OffsetDateTime at)
            throws SQLException {
        return find(connection, scope, account, at, (search, number) -> search.balanceMinor);
    }

    private interface Answer {
        @Nullable
        Long of(LastUntil search, long number);
    }

    private static @Nullable Long find(
            Connection connection, String scope, String account, OffsetDateTime at, Answer answer) throws SQLException {
        long count = 0;
        boolean all = false;
        try (PreparedStatement head = connection.prepareStatement(HEAD)) {
            head.setString(1, scope);
            head.setString(2, account);
            try (ResultSet row = head.executeQuery()) {
                if (row.next()) {
                    count = row.getLong(1);
                    all = !row.getObject(2, OffsetDateTime.class).isAfter(at);
                }
            }
        }
        try (PreparedStatement entry = connection.prepareStatement(ENTRY)) {
            entry.setString(1, scope);
            entry.setString(2, account);
            LastUntil search = new LastUntil(entry, at);
            long number = all && search.isUntil(count) ? count : search.among(count);
            return number == 0 ? null : answer.of(search, number);
        }
    }

    /** The number of the last of so many, whose balance is then known; 0 for none. */
    private long among(long count) throws SQLException {
        long last = 0;
        long after = count + 1;
        while (after - last > 1) {
            long middle = last + (after - last) / 2;
            if (isUntil(middle)) {
                last = middle;
            } else {
                after = middle;
            }
        }
        return last;
    }

    /** Whether the entry was booked until the instant or is not there, and if so, takes note of its balance. */
    private boolean isUntil(long number) throws SQLException {
        entry.setLong(3, number);
        try (ResultSet row = entry.executeQuery()) {
            boolean there = row.next();
            if (there && row.getObject(1, OffsetDateTime.class).isAfter(at)) {
                return false;
            }
            balanceMinor = there ? row.getLong(2) : null;
            return true;
        }
    }
}
