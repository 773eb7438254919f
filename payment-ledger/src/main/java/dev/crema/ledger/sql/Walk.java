package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding;
import dev.crema.ledger.audit.Finding.Kind;
import dev.crema.ledger.audit.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One verification: whose books, what was found so far, and how far it has come. Safe for use by its two threads. */
final class Walk {
    private static final long STEP = 50_000;

    final WalkSql sql;
    final byte[] key = Fingerprint.key();
    private final @Nullable String scope;
    private final Progress progress;
    private @Nullable Finding first;
    private long walked;
    private long all;
    private long told;
    private boolean stopped;

    Walk(WalkSql sql, @Nullable String scope, Progress progress) {
        this.sql = sql;
        this.scope = scope;
        this.progress = progress;
    }

    synchronized void expect(long steps) {
        all = steps;
    }

    /** Makes both walks end soon, since one of them failed. */
    synchronized void stop() {
        stopped = true;
    }

    synchronized void walked(long steps) {
        if (stopped) {
            throw new java.util.concurrent.CancellationException("the verification has ended");
        }
        walked += steps;
        if (walked - told >= STEP) {
            told = walked;
            progress.at(walked, Math.max(walked, all));
        }
    }

    synchronized void end() {
        progress.at(walked, walked);
    }

    void find(Kind kind, String where, String account, long number, String journal, Object expected, Object found) {
        find(new Finding(kind, where, account, number, journal, expected.toString(), found.toString()));
    }

    synchronized void find(Finding finding) {
        first = Finding.first(first, finding);
    }

    synchronized @Nullable Finding first() {
        return first;
    }

    /** Whether something at this place would come before what was found so far. */
    synchronized boolean couldBeFirst(Finding place) {
        return first == null || place.compareTo(first) <= 0;
    }

    /** Rows of a query, one after the other. */
    interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    /**
     * Streams the rows of a query.
     *
     * @param query with {@code {scope alias}} where rows of other scopes are to be left out
     */
    void stream(Connection connection, String query, Reader reader, Object... parameters) throws SQLException {
        List<Object> values = new ArrayList<>();
        String text = query;
        for (int at = text.indexOf("{scope "); at >= 0; at = text.indexOf("{scope ")) {
            int end = text.indexOf('}', at);
            String alias = text.substring(at + "{scope ".length(), end);
            text = text.substring(0, at) + (scope == null ? "1 = 1" : alias + ".scope = ?") + text.substring(end + 1);
            if (scope != null) {
                values.add(scope);
            }
        }
        values.addAll(List.of(parameters));
        try (PreparedStatement statement =
                connection.prepareStatement(text, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            sql.prepare(statement);
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    long count(Connection connection, String query, Object... parameters) throws SQLException {
        long[] count = new long[1];
        stream(connection, query, row -> count[0] = row.getLong(1), parameters);
        return count[0];
    }
}
