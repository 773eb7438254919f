package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.statement.Update;

/** MariaDB 10.6 and MySQL 8.0.16, and later: on InnoDB, which all tables of the scripts name. */
final class MySqlDialect extends Dialect {
    static final int DUPLICATE_KEY = 1062;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    // Deadlock (the transaction is rolled back already), lock wait timeout (only the statement is), "record has changed
    // since last read" of MariaDB, and no lock without waiting.
    private static final Set<Integer> CONFLICTS = Set.of(1213, 1205, 1020, 3572);

    // A failed CHECK on MariaDB and on MySQL, one that overflowed, and the word of a trigger of ours.
    private static final Set<Integer> BROKEN_RULES = Set.of(4025, 3819, 1690, 1644);

    private static final String TABLE = """
            select 1 from information_schema.tables where table_schema = database() and table_name = ?
            """;

    // Names of locks are the server's, not the database's, and may have 64 characters.
    private static final String LOCK = "concat('crema_schema_', left(sha2(database(), 256), 40))";

    private static volatile Spelled last = new Spelled(Instant.EPOCH, "1970-01-01 00:00:00.000000");

    private final BatchSql batch;

    /** @param batch as the server knows it, and the driver */
    MySqlDialect(BatchSql batch) {
        this.batch = batch;
    }

    @Override
    String name() {
        return "mysql";
    }

    @Override
    SettledTable settled() {
        return new MySqlSettled(this);
    }

    @Override
    BatchSql batch() {
        return batch;
    }

    @Override
    WalkSql walk() {
        return new WalkSql.MySql();
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
        // A cluster answers a commit that lost to another node as a deadlock.
        return CONFLICTS.contains(e.getErrorCode());
    }

    @Override
    boolean errorAborts() {
        return false;
    }

    @Override
    boolean insertIfAbsent(Handle handle, String insert, Consumer<Update> values) {
        // INSERT IGNORE would swallow other errors too, and cut values to fit; the row count of ON DUPLICATE KEY UPDATE
        // depends on a setting of the driver.
        return insertUnlessDuplicate(handle, insert, values, DUPLICATE_KEY);
    }

    @Override
    String sharing() {
        return " lock in share mode";
    }

    @Override
    String clock() {
        return "utc_timestamp(6)";
    }

    @Override
    String session() {
        return "select connection_id()";
    }

    @Override
    void beforeOwn(Connection connection) throws SQLException {
        // The default, REPEATABLE READ, shows plain reads a snapshot that may be older than the locks; and it locks the
        // gaps between rows, so that inserts of strangers wait for one another. This is for the next transaction only.
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level read committed");
        }
    }

    @Override
    void withinHost(Handle handle) {
        SqlStatements statements = handle.getConfig(SqlStatements.class);
        TemplateEngine templates = statements.getTemplateEngine();
        statements.setTemplateEngine((sql, context) -> {
            String rendered = templates.render(sql, context);
            return context.getAttribute(OLD_WILL_DO) == null ? current(rendered) : rendered;
        });
    }

    /** At REPEATABLE READ only a read that locks is sure to see what is committed, instead of the host's snapshot. */
    static String current(String sql) {
        String lower = sql.strip().toLowerCase(Locale.ROOT);
        boolean plain =
                lower.startsWith("select") && !lower.contains("for update") && !lower.contains("lock in share mode");
        return plain ? sql.stripTrailing() + " lock in share mode" : sql;
    }

    @Override
    Object column(Instant instant) {
        return text(instant); // what else there is, drivers may turn into some zone
    }

    static String text(Instant instant) {
        // Most of what a batch writes happens at one time, and to write it out takes long.
        Spelled spelled = last;
        if (!spelled.instant.equals(instant)) {
            spelled = new Spelled(instant, TIME.format(Instants.column(instant)));
            last = spelled;
        }
        return spelled.text;
    }

    private record Spelled(Instant instant, String text) {}

    @Override
    Object column(UUID id) {
        return Ids.bytes(id);
    }

    @Override
    void requireSound(Connection connection) throws SQLException {
        new MySqlSettings(connection).requireSound();
    }

    @Override
    Durability durability(Connection connection) {
        return new MySqlSettings(connection).durability();
    }

    @Override
    boolean hasTable(Connection connection, String table) throws SQLException {
        return !column(connection, TABLE, table).isEmpty();
    }

    @Override
    void alone(DataSource dataSource, Step step) throws SQLException {
        // The session's lock outlives the commits that come with DDL, and dies with the session.
        try (Connection connection = dataSource.getConnection()) {
            if (!List.of("1").equals(column(connection, "select get_lock(" + LOCK + ", 60)"))) {
                throw new SQLException("another node has been at it for a minute; repeat when it is done");
            }
            try {
                transaction(connection, step);
            } finally {
                column(connection, "select release_lock(" + LOCK + ")");
            }
        }
    }
}
