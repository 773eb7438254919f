package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A part of the host's transaction without a savepoint, which would cost two round trips, on a database where an error
 * leaves nothing but a rollback.
 */
final class UnguardedTransaction implements Transaction {
    private final Connection connection;

    UnguardedTransaction(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void complete() {
        // The host commits.
    }

    /** Sees to it that the host can only roll back, if the failure itself has not done so already. */
    @Override
    public void undo(Throwable cause) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 / 0");
        } catch (SQLException expected) {
            // Either this error, or that the transaction is aborted already: both are what is wanted.
        }
    }
}
