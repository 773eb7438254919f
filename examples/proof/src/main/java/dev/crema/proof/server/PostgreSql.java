package dev.crema.proof.server;

import dev.crema.proof.wire.Protocol;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server out of a jar. */
public final class PostgreSql {
    private static final String URL =
            "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&sslmode=disable&gssEncMode=disable&connectTimeout=5";

    private PostgreSql() {}

    /** Makes an empty database in this directory and starts the server. */
    public static DatabaseServer start(Path directory) throws IOException {
        Path data = directory.resolve("postgresql");
        EmbeddedPostgres first = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("max_connections", "200")
                // The embedded server comes without them; what is tried here is kept as in production.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
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
