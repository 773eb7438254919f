package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/** A part of the host's transaction: the host ends it, and all that can be undone here is what came after a savepoint. */
final class JoinedTransaction implements Transaction {
    private final Connection connection;
    private final Savepoint start;

    private JoinedTransaction(Connection connection, Savepoint start) {
        this.connection = connection;
        this.start = start;
    }

    static JoinedTransaction begin(Connection connection) throws SQLException {
        return new JoinedTransaction(connection, connection.setSavepoint());
    }

    @Override
    public void complete() throws SQLException {
        connection.releaseSavepoint(start);
    }

    @Override
    public void undo(Throwable cause) {
        try {
            connection.rollback(start);
        } catch (SQLException | RuntimeException e) {
            // The connection is gone, or the database rolled the whole transaction back: nothing of ours is left.
            cause.addSuppressed(e);
        }
    }
}
