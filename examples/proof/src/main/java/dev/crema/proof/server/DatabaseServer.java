package dev.crema.proof.server;

import dev.crema.proof.trial.Patience;
import dev.crema.proof.wire.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A database server with its default durability, all of whose processes can be killed at once, and which is started again
 * on the same data by the command that it ran with. Not safe for use by many threads.
 */
public final class DatabaseServer implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_DEATH = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Protocol protocol;
    private final int port;
    private final IntFunction<String> urls;
    private final String forMuchReading;
    private final Command command;
    private volatile ProcessHandle process;

    /** The command that a server runs with, what it needs to know beside, and where its output goes. */
    record Command(List<String> words, Map<String, String> environment, Path log) {
        /** That of a running server, to be run after some words that its user may need. */
        static Command of(ProcessHandle process, List<String> before, Map<String, String> environment, Path log) {
            List<String> words = new ArrayList<>(before);
            words.add(process.info().command().orElseThrow());
            words.addAll(List.of(process.info().arguments().orElseThrow()));
            return new Command(words, environment, log);
        }

        ProcessHandle run() {
            try {
                ProcessBuilder server = new ProcessBuilder(words);
                server.environment().putAll(environment);
                return server.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start()
                        .toHandle();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * A server that is running.
     *
     * @param urls the address of the database for JDBC, at a port of this machine
     * @param forMuchReading what is added to that by those who read whole tables
     */
    DatabaseServer(
            Protocol protocol,
            int port,
            IntFunction<String> urls,
            String forMuchReading,
            ProcessHandle process,
            Command command) {
        this.protocol = protocol;
        this.port = port;
        this.urls = urls;
        this.forMuchReading = forMuchReading;
        this.process = process;
        this.command = command;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // never outlives the proof
    }

    public Protocol protocol() {
        return protocol;
    }

    public int port() {
        return port;
    }

    /** The address for JDBC as if the server were at that port, without encryption, user and password included. */
    public String url(int seemingPort) {
        return urls.apply(seemingPort);
    }

    /** The address for JDBC of the server itself, for those who read whole tables. */
    public String auditUrl() {
        return url(port) + forMuchReading;
    }

    /** {@code kill -9} for the server and every process of its own: none of them gets anything done any more. */
    public void kill() {
        List<ProcessHandle> family =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        if (!Patience.until(LONGEST_DEATH, LOOK, () -> family.stream().noneMatch(ProcessHandle::isAlive))) {
            throw new IllegalStateException("the database server does not die, process " + process.pid());
        }
    }

    /** Starts it again after a kill, and waits until it takes connections. */
    public void restart() {
        process = command.run();
        if (!Patience.until(LONGEST_START, LOOK, () -> isOpen() || !process.isAlive()) || !isOpen()) {
            throw new IllegalStateException("the database server does not start again; see " + command.log());
        }
    }

    private boolean isOpen() {
        try (Connection connection = DriverManager.getConnection(url(port))) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false; // not yet
        }
    }

    /** What is on the disk stays as it is. */
    @Override
    public void close() {
        kill();
    }
}
