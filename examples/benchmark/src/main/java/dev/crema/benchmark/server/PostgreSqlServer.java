package dev.crema.benchmark.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** PostgreSQL as it ships. What the embedded server turns off for the sake of tests is on again here. */
final class PostgreSqlServer implements DatabaseServer {
    private static final String USER = "postgres";
    private static final String SETTINGS = """
            select name || ' = ' || current_setting(name)
            from pg_settings
            where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method',
                'commit_delay', 'wal_level', 'shared_buffers', 'max_wal_size', 'autovacuum', 'data_checksums')
            order by name = 'server_version' desc, name
            """;

    private final Path data;
    private EmbeddedPostgres server;

    private PostgreSqlServer(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    static DatabaseServer start(Path directory) {
        Path data = directory.resolve("postgresql");
        return new PostgreSqlServer(data, start(data, 0));
    }

    /** @param port 0 for any */
    private static EmbeddedPostgres start(Path data, int port) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    // What is there after a kill stays; whoever gave the directory deletes it in the end.
                    .setCleanDataDirectory(false)
                    // After a kill it has much to read again.
                    .setPGStartupWait(Duration.ofMinutes(5))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on");
            return (port == 0 ? builder : builder.setPort(port)).start();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "PostgreSQL did not start. As root it needs user namespaces (`unshare -U true` must work), since"
                            + " initdb refuses to run as root; otherwise run this as an ordinary user.",
                    e);
        }
    }

    @Override
    public DatabaseKind kind() {
        return DatabaseKind.POSTGRESQL;
    }

    @Override
    public Address create(String database) throws SQLException {
        address("postgres").execute("create database " + database + " template template0 encoding 'UTF8'");
        return address(database);
    }

    @Override
    public Address copy(String database, String copy) throws SQLException {
        address("postgres").execute("create database " + copy + " template " + database);
        return address(copy);
    }

    @Override
    public void drop(String database) throws SQLException {
        address("postgres").execute("drop database " + database + " with (force)");
    }

    private Address address(String database) {
        return new Address("jdbc:postgresql://localhost:" + server.getPort() + "/" + database, USER);
    }

    @Override
    public List<String> settings() throws SQLException {
        return Rows.of(address("postgres"), SETTINGS);
    }

    @Override
    public void killAndRestart() throws IOException {
        int port = server.getPort();
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle.of(pid).ifPresent(Killing::killAll);
        // It is gone already; this lets go of its directory.
        server.close();
        server = start(data, port);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL was left running", e);
        }
    }
}
