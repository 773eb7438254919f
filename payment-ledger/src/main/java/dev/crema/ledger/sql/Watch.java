package dev.crema.ledger.sql;

import java.sql.SQLException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first statement of a transaction that failed, in case the work catches its exception and goes on. Used
 * by one thread.
 */
final class Watch implements SqlLogger {
    private @Nullable SQLException first;

    @Override
    public void logException(StatementContext context, SQLException e) {
        if (first == null) {
            first = e;
        }
    }

    /** The driver reports the commit of an aborted transaction as done, though the database rolled it back. */
    void requireNoFailure() throws SQLException {
        if (first != null) {
            throw first;
        }
    }
}
