package dev.crema.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The one PostgreSQL server of this JVM, started when first needed and stopped with the JVM. Its port is a system property,
 * so that whoever loads these classes once more finds it.
 */
final class PostgreSqlServer {
    private static final String PORT = "crema.test.postgresql.port";
    private static final String USER = "postgres";

    private PostgreSqlServer() {}

    static TestDatabase create(TestDatabase.Kind kind, String name) {
        int port = running();
        try {
            execute(port, "create database " + name + " template template0 encoding 'UTF8'");
        } catch (SQLException e) {
            throw new IllegalStateException("no database could be created for a test", e);
        }
        return new TestDatabase(
                kind, url(port, name), USER, () -> execute(port, "drop database " + name + " with (force)"));
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    private static synchronized int running() {
        if (System.getProperty(PORT) == null) {
            System.setProperty(PORT, Integer.toString(start().getPort()));
        }
        return Integer.getInteger(PORT);
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

    private static void execute(int port, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port, "postgres"), USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
