package dev.crema.ledger;

import dev.crema.ledger.TestDatabase.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Databases with the library's tables, which are emptied and used again: to make one takes ten times as long as to empty
 * it. One whose tables or triggers a test has changed, or that somebody does not let go of, is dropped instead.
 */
final class ReadyDatabases {
    private static final int PATIENCE_MS = 5000;
    private static final Map<Kind, List<Ready>> FREE = new EnumMap<>(Kind.class);

    private ReadyDatabases() {}

    /** One that is empty; closing it gives it back. */
    static TestDatabase take(Kind kind) {
        Ready free = free(kind);
        Ready ready = free == null ? new Ready(kind.create()) : free;
        return ready.made.again(ready::giveBack);
    }

    private static synchronized @Nullable Ready free(Kind kind) {
        List<Ready> free = FREE.getOrDefault(kind, List.of());
        return free.isEmpty() ? null : free.remove(free.size() - 1);
    }

    private static synchronized void add(Ready ready) {
        FREE.computeIfAbsent(ready.made.kind(), kind -> new ArrayList<>()).add(ready);
    }

    private static final class Ready {
        private final TestDatabase made;
        private final Kind kind;
        private final List<String> shape;
        // What is in it from the beginning stays.
        private final List<String> toEmpty;

        Ready(TestDatabase made) {
            this.made = made;
            this.kind = made.kind();
            Books.on(made.dataSource(), BooksOptions.DEFAULT.creatingSchema()).close();
            made.closePool();
            try (Connection connection = made.connect()) {
                this.shape = shape(connection);
                List<String> tables = shape.stream()
                        .filter(it -> it.startsWith("table "))
                        .map(it -> it.substring("table ".length()))
                        .toList();
                List<String> filled = filled(connection, tables);
                this.toEmpty =
                        tables.stream().filter(table -> !filled.contains(table)).toList();
            } catch (SQLException e) {
                throw new IllegalStateException("the new test database could not be read", e);
            }
        }

        private void giveBack() throws SQLException {
            boolean asNew;
            try (Connection connection = made.connect()) {
                disconnectOthers(connection);
                asNew = shape(connection).equals(shape);
                if (asNew) {
                    empty(connection, filled(connection, toEmpty));
                }
            } catch (SQLException e) {
                asNew = false;
            }
            if (asNew) {
                add(this);
            } else {
                made.drop();
            }
        }

        /** A worker that a test has left behind shall not write into the next one's books. */
        private void disconnectOthers(Connection connection) throws SQLException {
            switch (kind) {
                case H2 ->
                    rows(
                            connection,
                            "select abort_session(session_id) from information_schema.sessions where session_id <> session_id()");
                case POSTGRESQL ->
                    rows(
                            connection,
                            "select pg_terminate_backend(pid, " + PATIENCE_MS + ") from pg_stat_activity"
                                    + " where datname = current_database() and pid <> pg_backend_pid()");
                case MARIADB -> {
                    for (String other : rows(
                            connection,
                            "select id from information_schema.processlist"
                                    + " where db = database() and id <> connection_id()")) {
                        try {
                            execute(connection, List.of("kill " + other));
                        } catch (SQLException e) {
                            // it has gone by itself
                        }
                    }
                }
            }
        }

        private List<String> shape(Connection connection) throws SQLException {
            String schema = switch (kind) {
                case H2 -> "'PUBLIC'";
                case POSTGRESQL -> "'public'";
                case MARIADB -> "database()";
            };
            return rows(
                    connection,
                    "select concat('table ', table_name) as it from information_schema.tables where table_schema = "
                            + schema
                            + " union all select concat('trigger ', trigger_name) from information_schema.triggers"
                            + " where trigger_schema = " + schema + " order by it");
        }

        private static List<String> filled(Connection connection, List<String> tables) throws SQLException {
            String asked = tables.stream()
                    .map(table -> "select '" + table + "' where exists (select 1 from " + table + ")")
                    .collect(Collectors.joining(" union all "));
            return rows(connection, asked);
        }

        private void empty(Connection connection, List<String> tables) throws SQLException {
            switch (kind) {
                case H2 -> execute(connection, each("truncate table ", tables));
                case POSTGRESQL -> {
                    connection.setAutoCommit(false);
                    // Without the triggers that keep what is append-only.
                    execute(connection, List.of("set local session_replication_role = replica"));
                    execute(connection, List.of(String.join(";", each("delete from ", tables))));
                    connection.commit();
                }
                case MARIADB -> {
                    connection.setAutoCommit(false);
                    List<String> kept = tables.stream()
                            .filter(table -> shape.contains("trigger " + table + "_not_deleted"))
                            .toList();
                    execute(
                            connection,
                            each(
                                    "delete from ",
                                    tables.stream()
                                            .filter(table -> !kept.contains(table))
                                            .toList()));
                    execute(connection, each("truncate table ", kept));
                    connection.commit();
                }
            }
        }

        private static List<String> each(String verb, List<String> tables) {
            return tables.stream().map(verb::concat).toList();
        }

        private static void execute(Connection connection, List<String> statements) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    if (!sql.isEmpty()) {
                        statement.execute(sql);
                    }
                }
            }
        }

        private static List<String> rows(Connection connection, String query) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                List<String> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(row.getString(1));
                }
                return rows;
            }
        }
    }
}
