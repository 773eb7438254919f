package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A transaction that only reads, and reads all tables as they were at one moment. Used by one thread at a time. */
final class Snapshot implements AutoCloseable {
    private final Connection connection;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int isolation;

    private Snapshot(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        this.isolation = connection.getTransactionIsolation();
    }

    /**
     * Begins it.
     *
     * @param shared the name of another one whose moment it is to have; null for now
     */
    static Snapshot of(DataSource dataSource, WalkSql sql, @Nullable String shared) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            Snapshot snapshot = new Snapshot(connection);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(sql.snapshot());
            connection.setAutoCommit(false);
            if (shared != null) {
                sql.adopt(connection, shared);
            }
            return snapshot;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
            connection.setTransactionIsolation(isolation);
            connection.setReadOnly(readOnly);
        }
    }
}
