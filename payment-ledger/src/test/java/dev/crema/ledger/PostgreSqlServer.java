package dev.crema.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The one PostgreSQL server of this JVM, started when first needed and stopped with the JVM. */
final class PostgreSqlServer {
    private static @Nullable EmbeddedPostgres server;

    private PostgreSqlServer() {}

    static TestDatabase create(TestDatabase.Kind kind, String name) {
        EmbeddedPostgres running = running();
        try {
            execute(running, "create database " + name + " template template0 encoding 'UTF8'");
        } catch (SQLException e) {
            throw new IllegalStateException("no database could be created for a test", e);
        }
        String url = running.getJdbcUrl("postgres", name).replaceFirst("\\?.*", "");
        return new TestDatabase(
                kind, url, "postgres", () -> execute(running, "drop database " + name + " with (force)"));
    }

    private static synchronized EmbeddedPostgres running() {
        if (server == null) {
            server = start();
        }
        return server;
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    // The embedded server comes without them; what is tested here is kept as in production.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "stop-postgresql"));
            return started;
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start for the tests. As root it needs user namespaces (`unshare -U true` must"
                            + " work), since initdb refuses to run as root; otherwise run the tests as an ordinary user.",
                    e);
        }
    }

    private static void stop(EmbeddedPostgres started) {
        try {
            started.close();
        } catch (IOException e) {
            System.err.println("PostgreSQL was left running: " + e);
        }
    }

    private static void execute(EmbeddedPostgres running, String sql) throws SQLException {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
