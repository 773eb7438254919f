package dev.crema.ledger.sql;

import dev.crema.books.HostTransaction;
import java.sql.Connection;
import org.jdbi.v3.core.ConnectionFactory;

/** A connection with the caller's transaction on it, which is the caller's to end and to close. */
final class Borrowed implements ConnectionFactory {
    static final HostTransaction TRANSACTION = new HostTransaction() {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void afterCommit(Runnable action) {
            throw new IllegalStateException("nobody tells when a transaction on a borrowed connection has committed");
        }
    };

    private final Connection connection;

    Borrowed(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Connection openConnection() {
        return connection;
    }

    @Override
    public void closeConnection(Connection borrowed) {
        // The caller does.
    }
}
