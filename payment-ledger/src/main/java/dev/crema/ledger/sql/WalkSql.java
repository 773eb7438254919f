package dev.crema.ledger.sql;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * How a walk over the books reads its columns: ids as 16 bytes, instants as microseconds and days as numbers since 1970,
 * since making objects of them for every row would cost more than proving it. Stateless.
 */
abstract class WalkSql {
    private static final int FETCH = 5_000;
    private static final long MICROS_A_DAY = 86_400_000_000L;

    /** The isolation level at which a transaction reads all tables as they were at one moment. */
    int snapshot() {
        return Connection.TRANSACTION_REPEATABLE_READ;
    }

    /** A name under which another connection can read the same snapshot, if the database can share one. */
    @Nullable
    String share(Connection connection) throws SQLException {
        return null;
    }

    /** Makes a transaction that has just begun read the snapshot of another. */
    void adopt(Connection connection, String shared) throws SQLException {
        throw new SQLException("this database shares no snapshots");
    }

    /** What to ask of the driver so that it does not take all rows into memory. */
    int fetchSize(Connection connection) throws SQLException {
        return FETCH;
    }

    /** Says how the rows of the statement are to be sent. */
    void prepare(PreparedStatement statement) throws SQLException {
        statement.setFetchSize(fetchSize(statement.getConnection()));
    }

    /** Whether the connection can be asked something while rows of another query are still to come. */
    boolean interleaves() {
        return true;
    }

    /** An id as a parameter. */
    Object parameter(UUID id) {
        return id;
    }

    /** An instant as a parameter. */
    Object parameter(Instant instant) {
        return Instants.column(instant);
    }

    /** An expression for an id as 16 bytes. */
    abstract String id(String column);

    /** An expression for an instant, read by {@link #micros(ResultSet, int)}. */
    abstract String micros(String column);

    /** An expression for a day as days since 1970. */
    abstract String day(String column);

    long micros(ResultSet row, int column) throws SQLException {
        return row.getLong(column);
    }

    /** The columns of {@link EntryRow#read}, from a table of this alias. */
    final String entryColumns(String alias) {
        return String.join(
                ", ",
                alias + ".account",
                alias + ".number",
                id(alias + ".journal_id"),
                alias + ".leg",
                alias + ".amount_minor",
                alias + ".balance_minor",
                micros(alias + ".booked_at"),
                day(alias + ".effective_on"),
                alias + ".hash",
                alias + ".scope");
    }

    /** The columns of {@link JournalRow#read}, from a table of this alias. */
    final String journalColumns(String alias) {
        return String.join(
                ", ",
                id(alias + ".journal_id"),
                alias + ".scope",
                alias + ".reference",
                alias + ".kind",
                alias + ".description",
                alias + ".content_hash",
                id(alias + ".linked_to"),
                day(alias + ".effective_on"),
                micros(alias + ".booked_at"),
                alias + ".postings");
    }

    static int dayOf(long micros) {
        return (int) Math.floorDiv(micros, MICROS_A_DAY);
    }

    /** PostgreSQL: as the driver would send them, which costs the server nothing to make. */
    static final class PostgreSql extends WalkSql {
        private static final long EPOCH_2000 = 946_684_800_000_000L;

        @Override
        String share(Connection connection) throws SQLException {
            return Dialect.column(connection, "select pg_export_snapshot()").get(0);
        }

        @Override
        void adopt(Connection connection, String shared) throws SQLException {
            if (!shared.matches("[0-9A-Fa-f-]+")) {
                throw new SQLException("no name of a snapshot: " + shared);
            }
            try (java.sql.Statement statement = connection.createStatement()) {
                statement.execute("set transaction snapshot '" + shared + "'");
            }
        }

        /** In binary from the first time on, where the driver would take numbers from their text until the fifth. */
        @Override
        void prepare(PreparedStatement statement) throws SQLException {
            super.prepare(statement);
            if (statement.isWrapperFor(PGStatement.class)) {
                statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            }
        }

        @Override
        String id(String column) {
            return "uuid_send(" + column + ")";
        }

        @Override
        String micros(String column) {
            return "timestamptz_send(" + column + ")";
        }

        @Override
        long micros(ResultSet row, int column) throws SQLException {
            return Math.addExact(ByteBuffer.wrap(row.getBytes(column)).getLong(), EPOCH_2000);
        }

        @Override
        String day(String column) {
            return "(" + column + " - date '1970-01-01')";
        }
    }

    /** H2. */
    static final class H2 extends WalkSql {
        @Override
        int snapshot() {
            return 6; // its REPEATABLE READ takes a snapshot table by table; this level is of its own
        }

        @Override
        String id(String column) {
            return "cast(" + column + " as binary(16))";
        }

        @Override
        String micros(String column) {
            return "datediff(microsecond, timestamp with time zone '1970-01-01 00:00:00+00', " + column + ")";
        }

        @Override
        String day(String column) {
            return "datediff(day, date '1970-01-01', " + column + ")";
        }
    }

    /** MariaDB and MySQL. */
    static final class MySql extends WalkSql {
        @Override
        int fetchSize(Connection connection) throws SQLException {
            // The driver of MySQL takes no other number for "row by row".
            boolean mysql = connection.getMetaData().getDriverName().startsWith("MySQL");
            return mysql ? Integer.MIN_VALUE : FETCH;
        }

        @Override
        boolean interleaves() {
            return false;
        }

        @Override
        Object parameter(UUID id) {
            return Ids.bytes(id);
        }

        @Override
        Object parameter(Instant instant) {
            return MySqlDialect.text(instant);
        }

        @Override
        String id(String column) {
            return column;
        }

        @Override
        String micros(String column) {
            return "timestampdiff(microsecond, '1970-01-01 00:00:00', " + column + ")";
        }

        @Override
        String day(String column) {
            return "datediff(" + column + ", '1970-01-01')";
        }
    }
}
