package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB by its own driver, which sends new rows in a protocol of its own that leaves nothing to be parsed. And the server
 * can be told for a single statement not to wait for locks, so accounts are remembered here.
 */
final class MariaDbBatch extends MySqlBatch {
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final String HURRY = "set statement innodb_lock_wait_timeout = 0 for ";

    MariaDbBatch() {
        this(false);
    }

    private MariaDbBatch(boolean sure) {
        super(sure);
    }

    @Override
    BatchSql surely() {
        return new MariaDbBatch(true);
    }

    @Override
    boolean presumes() {
        return true;
    }

    @Override
    boolean waitedInVain(SQLException e) {
        return e.getErrorCode() == LOCK_WAIT_TIMEOUT;
    }

    @Override
    String hurried(String sql) {
        return HURRY + sql;
    }

    @Override
    void insert(Connection connection, String insert, List<@Nullable Object[]> rows) throws SQLException {
        try (Rows bulk = new Rows(connection, insert + ROW)) {
            for (@Nullable Object[] row : rows) {
                bulk.add(row);
            }
        }
    }
}
