package dev.crema.ledger.sql;

import dev.crema.failure.OutcomeUnknownException;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction of the library's own, on a connection whose pool may or may not hand it out in auto-commit mode. */
final class OwnTransaction implements Transaction {
    private static final Logger log = LoggerFactory.getLogger(OwnTransaction.class);

    private final Connection connection;
    private final Dialect dialect;
    private final boolean autoCommit;
    private boolean ended;

    private OwnTransaction(Connection connection, Dialect dialect, boolean autoCommit) {
        this.connection = connection;
        this.dialect = dialect;
        this.autoCommit = autoCommit;
    }

    static OwnTransaction begin(Connection connection, Dialect dialect) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        dialect.beforeOwn(connection);
        if (autoCommit) {
            connection.setAutoCommit(false);
        }
        return new OwnTransaction(connection, dialect, autoCommit);
    }

    @Override
    public void complete() throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (dialect.refusedCommit(e)) {
                throw e;
            }
            throw unknown(e);
        } catch (RuntimeException e) {
            throw unknown(e);
        }
        try {
            dialect.harden(connection);
        } catch (SQLException e) {
            throw unknown(e);
        }
        ended = true;
        restore();
    }

    private OutcomeUnknownException unknown(Exception e) {
        ended = true;
        abandon();
        return unanswered(e);
    }

    /** What is told of a commit that may have happened. */
    static OutcomeUnknownException unanswered(Exception e) {
        return new OutcomeUnknownException(
                "the database did not answer the commit (" + e.getMessage()
                        + "), so it may have happened; repeat the request with the same reference to find out",
                e);
    }

    @Override
    public void undo(Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            connection.rollback();
        } catch (SQLException | RuntimeException e) {
            cause.addSuppressed(e);
            abandon();
            return;
        }
        restore();
    }

    private void restore() {
        try {
            if (autoCommit) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException e) {
            log.debug("A connection could not be put back into auto-commit mode; it is abandoned", e);
            abandon();
        }
    }

    /** For a connection that may have work of ours left in it: switching it to auto-commit would commit that. */
    private void abandon() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            log.debug("A broken connection could not be aborted", e);
        }
    }
}
