package dev.crema.ledger.sql;

import dev.crema.failure.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** H2 2.4, in one process: in a file with {@code WRITE_DELAY=0} to try things out, or in memory for tests. */
final class H2Dialect extends Dialect {
    private static final int DUPLICATE_KEY = 23505;

    // Deadlock (the transaction is rolled back already), concurrent update, lock timeout.
    private static final Set<Integer> CONFLICTS = Set.of(40001, 90131, 50200);

    // A failed CHECK, and one that overflowed.
    private static final Set<Integer> BROKEN_RULES = Set.of(23513, 23514);

    /** Seen with 2.4.240, which collects the roots of its tables one after the other while others go on writing. */
    private static final String TEARS = "H2 in a file may keep a part of a transaction that was under way while another"
            + " one committed, if the process is killed just then; keep real money in PostgreSQL, MariaDB or MySQL";

    // A setting may be listed twice: as written into the database, and as in force. A file that was once opened with
    // WRITE_DELAY=0 and now is without lists 0 and 500; all must be 0.
    private static final String WRITE_DELAYS = """
            select setting_value from information_schema.settings where setting_name = 'WRITE_DELAY'
            """;

    private static final int HURRY_MILLIS = 20;

    private static final String SYNC = "checkpoint sync";

    private static final String FOLDING = """
            select 1 where cast('a' as varchar(1)) = cast('A' as varchar(1))
            union all
            select 1 from information_schema.settings where setting_name = 'COLLATION' and setting_value <> 'OFF'
            """;

    private static final String TABLE = """
            select 1 from information_schema.tables
            where table_schema = current_schema and lower(table_name) = ?
            """;

    // Found out when the library starts, before anything is written.
    private volatile boolean inFile;

    @Override
    String name() {
        return "h2";
    }

    /** By {@link LastUntil}. The balance follows from the number, as another call might find an entry made meanwhile. */
    @Override
    String lastUntil(String scope, String account) {
        return """
                select l.number, (select e.balance_minor from crema_entry e
                    where e.scope = %1$s and e.account = %2$s and e.number = l.number) as balance_minor, true as followed
                from (select crema_last_until(%1$s, %2$s, :at) as number) l where l.number is not null""".formatted(scope, account);
    }

    @Override
    String balanceUntil(String scope, String account, String count) {
        return "crema_balance_until(" + scope + ", " + account + ", :at)";
    }

    @Override
    SettledTable settled() {
        return new H2Settled(this);
    }

    @Override
    BatchSql batch() {
        return new H2Batch();
    }

    @Override
    WalkSql walk() {
        return new WalkSql.H2();
    }

    @Override
    Fault fault(SQLException e) {
        if (CONFLICTS.contains(e.getErrorCode())) {
            return Fault.CONFLICT;
        }
        return BROKEN_RULES.contains(e.getErrorCode()) ? Fault.BROKEN_RULE : Fault.OTHER;
    }

    @Override
    boolean refusedCommit(SQLException e) {
        String state = e.getSQLState();
        return CONFLICTS.contains(e.getErrorCode()) || (state != null && state.startsWith("23"));
    }

    @Override
    boolean errorAborts() {
        return false;
    }

    @Override
    boolean insertIfAbsent(Handle handle, String insert, Consumer<Update> values) {
        // There is no insert that waits and then does nothing.
        return insertUnlessDuplicate(handle, insert, values, DUPLICATE_KEY);
    }

    @Override
    String sharing() {
        return " for update";
    }

    @Override
    String clock() {
        // Its own stands still within a transaction; but it runs in this process, by the same clock.
        return "cast('" + Instants.storable(Instant.now()) + "' as timestamp with time zone)";
    }

    @Override
    String session() {
        return "select session_id()";
    }

    @Override
    void requireSound(Connection connection) throws SQLException {
        if (!column(connection, FOLDING).isEmpty()) {
            throw new ConfigurationException("dataSource: this H2 database compares keys by the rules of a language;"
                    + " create it without IGNORECASE and without SET COLLATION");
        }
    }

    @Override
    Durability durability(Connection connection) throws SQLException {
        @Nullable String path = column(connection, "select database_path()").get(0);
        if (path == null || path.matches("(?i)(memFS|memLZF|nioMemFS|nioMemLZF):.*")) {
            return Durability.inMemory(
                    "H2 in memory keeps nothing when the process ends; for more than tests use a file"
                            + " database with WRITE_DELAY=0, or PostgreSQL");
        }
        List<@Nullable String> delays = column(connection, WRITE_DELAYS);
        if (delays.isEmpty()) {
            return Durability.degraded(List.of("H2 does not tell its WRITE_DELAY; make sure it is 0"));
        }
        if (!delays.stream().allMatch("0"::equals)) {
            return Durability.nonDurable(
                    "H2 runs with WRITE_DELAY " + delays + " ms and loses acknowledged payments when"
                            + " the process is killed; append ;WRITE_DELAY=0 to the JDBC URL");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(SYNC);
        } catch (SQLException e) {
            return Durability.degraded(
                    List.of("H2 may lose acknowledged payments in a power failure, since this user may"
                            + " not ask it to write through: " + e.getMessage()
                            + "; connect as an administrator of the database"));
        }
        inFile = true;
        return Durability.degraded(List.of(TEARS));
    }

    /** With WRITE_DELAY=0 a commit has left the process, which outlives that; but not yet the operating system. */
    @Override
    void harden(Connection committed) throws SQLException {
        if (inFile) {
            try (Statement statement = committed.createStatement()) {
                statement.execute(SYNC);
            }
        }
    }

    /** Does what soon gives up waiting for another transaction's lock, and leaves the usual patience as it was. */
    static void inAHurry(Connection connection, Step step) throws SQLException {
        int usual = timeout(connection);
        setTimeout(connection, HURRY_MILLIS);
        try {
            step.run(connection);
        } finally {
            setTimeout(connection, usual);
        }
    }

    private static int timeout(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select lock_timeout()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void setTimeout(Connection connection, int millis) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("set lock_timeout ?")) {
            statement.setInt(1, millis);
            statement.execute();
        }
    }

    @Override
    boolean hasTable(Connection connection, String table) throws SQLException {
        return !column(connection, TABLE, table).isEmpty();
    }

    @Override
    void alone(DataSource dataSource, Step step) throws SQLException {
        // DDL commits and would let go of any lock of its own session, so a second one keeps watch over a row.
        try (Connection guard = dataSource.getConnection();
                Connection worker = dataSource.getConnection()) {
            try (Statement statement = guard.createStatement()) {
                statement.execute("create table if not exists crema_schema_lock (id integer primary key)");
                statement.execute("merge into crema_schema_lock (id) key (id) values (1)");
            }
            transaction(guard, held -> {
                column(held, "select id from crema_schema_lock where id = 1 for update wait 60");
                transaction(worker, step);
            });
        }
    }
}
