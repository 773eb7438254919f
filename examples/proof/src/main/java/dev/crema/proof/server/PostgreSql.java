package dev.crema.proof.server;

import dev.crema.proof.wire.Protocol;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A PostgreSQL server out of a jar. */
public final class PostgreSql {
    private static final String URL =
            "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&sslmode=disable&gssEncMode=disable&connectTimeout=5";

    private PostgreSql() {}

    /** Makes an empty database in this directory and starts the server. */
    public static DatabaseServer start(Path directory) throws IOException {
        // The embedded server comes without them; what is tried here is kept as in production.
        return start(directory, settings -> settings.setServerConfig("synchronous_commit", "on"));
    }

    /** The same with a server that acknowledges commits and writes them to the disk only some seconds later. */
    public static DatabaseServer startDelayed(Path directory) throws IOException {
        return start(
                directory,
                settings -> settings.setServerConfig("synchronous_commit", "off")
                        .setServerConfig("wal_writer_delay", "10s"));
    }

    private static DatabaseServer start(Path directory, Consumer<EmbeddedPostgres.Builder> settings)
            throws IOException {
        Path data = directory.resolve("postgresql");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("max_connections", "200")
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on");
        settings.accept(builder);
        EmbeddedPostgres first = builder.start();
        // PostgreSQL refuses to run as root, unless it is root of a user namespace only.
        List<String> before = LinuxUtils.isUnshareAvailable() ? List.of("unshare", "-U") : List.of();
        ProcessHandle process = process(data);
        return new DatabaseServer(
                Protocol.POSTGRESQL,
                first.getPort(),
                URL::formatted,
                "",
                process,
                DatabaseServer.Command.of(process, before, Map.of(), directory.resolve("postgresql.log")));
    }

    private static ProcessHandle process(Path data) throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }
}
