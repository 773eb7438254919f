package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** PostgreSQL 15 and later. */
final class PostgreSqlDialect extends Dialect {
    // Serialization failure, deadlock, lock not available (lock_timeout or NOWAIT).
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03");

    // Integrity violation raised by a trigger of ours, and a failed CHECK.
    private static final Set<String> BROKEN_RULES = Set.of("23000", "23514");

    // An arbitrary constant, the same in all versions: whoever migrates these tables takes this lock.
    private static final String LOCK = "select pg_advisory_xact_lock(7239511840065127)";

    /** The index by time has every 16th entry only, and leads to the range of the key in which the entry lies. */
    @Override
    String lastUntil(String columns, String scope, String account) {
        String row = "from crema_entry e where e.scope = %s and e.account = %s and e.booked_at <= :at"
                .formatted(scope, account);
        return "select " + columns + " from (select e.number " + row + " and e.number % 16 = 1"
                + " order by e.scope desc, e.account desc, e.booked_at desc, e.number desc limit 1)"
                + " m cross join lateral (select e.* " + row + " and e.number >= m.number and e.number < m.number + 16"
                + " order by e.scope desc, e.account desc, e.number desc limit 1) e";
    }

    @Override
    String bookedWithin() {
        return "and booked_at >= :from and booked_at < :until";
    }

    @Override
    String name() {
        return "postgresql";
    }

    @Override
    SettledTable settled() {
        return new PostgreSqlSettled();
    }

    @Override
    BatchSql batch() {
        return new PostgreSqlBatch();
    }

    @Override
    WalkSql walk() {
        return new WalkSql.PostgreSql();
    }

    @Override
    Fault fault(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return Fault.OTHER;
        }
        if (CONFLICTS.contains(state)) {
            return Fault.CONFLICT;
        }
        return BROKEN_RULES.contains(state) ? Fault.BROKEN_RULE : Fault.OTHER;
    }

    @Override
    boolean refusedCommit(SQLException e) {
        // Class 40: rolled back. Class 23: a deferred constraint. 25P02: some versions of the driver say so
        // when COMMIT was answered by ROLLBACK.
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("40") || state.startsWith("23") || state.equals("25P02"))
                && !state.equals("40003"); // statement completion unknown
    }

    @Override
    boolean errorAborts() {
        return true;
    }

    @Override
    boolean insertIfAbsent(Handle handle, String insert, Consumer<Update> values) {
        // An SQL error would abort the whole transaction, the host's included.
        try (Update update = handle.createUpdate(insert + " on conflict do nothing")) {
            values.accept(update);
            return update.execute() == 1;
        }
    }

    @Override
    String sharing() {
        return " for share";
    }

    @Override
    String clock() {
        return "clock_timestamp()";
    }

    @Override
    void readCommitted(Handle handle) {
        handle.execute("set transaction isolation level read committed");
    }

    @Override
    void limitWaits(Handle handle) {
        // As long as H2 waits, in each of the tries. It is no query, so the isolation level may still be set.
        handle.execute("set local lock_timeout = '2s'");
    }

    @Override
    String session() {
        return "select pg_backend_pid()";
    }

    @Override
    void requireSound(Connection connection) {
        // Keys compare byte for byte in any database: the columns themselves say so.
    }

    @Override
    Durability durability(Connection connection) throws SQLException {
        List<String> findings = new ArrayList<>();
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if ("off"
                    .equals(column(connection, "select current_setting(?)", setting)
                            .get(0))) {
                findings.add("PostgreSQL runs with " + setting
                        + " = off and may lose acknowledged payments in an outage;" + " set " + setting + " = on");
            }
        }
        return findings.isEmpty() ? Durability.durable() : Durability.degraded(findings);
    }

    @Override
    boolean hasTable(Connection connection, String table) throws SQLException {
        return column(connection, "select to_regclass(?)::text", table).get(0) != null;
    }

    @Override
    List<String> statements(String script) {
        return List.of(script); // the driver knows where a function's body ends
    }

    @Override
    void alone(DataSource dataSource, Step step) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            transaction(connection, it -> {
                column(it, LOCK);
                step.run(it);
            });
        }
    }
}
