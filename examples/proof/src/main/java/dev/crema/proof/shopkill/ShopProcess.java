package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The coffee shop as a process of its own, open for business. */
final class ShopProcess implements AutoCloseable {
    private static final Pattern SIGN = Pattern.compile("The coffee shop is open: (http://localhost:\\d+/)");
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int SIGKILL = 9;
    private static final int BY_SIGNAL = 128;
    private static final int LAST_WORDS = 2000;

    private final Process process;
    private final ShopApi api;

    private ShopProcess(Process process, URI address) {
        this.process = process;
        this.api = new ShopApi(address);
    }

    /** Starts it and waits until it says that it is open. */
    static ShopProcess start(ProcessBuilder command, Path log) throws IOException {
        Process process =
                command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // never outlives the proof
        boolean open = Patience.until(LONGEST_START, LOOK, () -> sign(log).isPresent() || !process.isAlive());
        Optional<URI> address = sign(log);
        if (!open || address.isEmpty()) {
            process.destroyForcibly();
            throw new IllegalStateException("the shop did not open; its last words in " + log + ":\n" + lastWords(log));
        }
        return new ShopProcess(process, address.get());
    }

    private static Optional<URI> sign(Path log) {
        Matcher sign = SIGN.matcher(read(log));
        return sign.find() ? Optional.of(URI.create(sign.group(1))) : Optional.empty();
    }

    private static String lastWords(Path log) {
        String words = read(log);
        return words.substring(Math.max(0, words.length() - LAST_WORDS));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The way in. */
    ShopApi api() {
        return api;
    }

    /** {@code kill -9}: the process learns nothing of it and gets nothing done any more. */
    void kill() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the shop died by itself with exit code " + process.exitValue());
        }
        process.destroyForcibly();
        int exit = awaitEnd();
        if (exit != BY_SIGNAL + SIGKILL) {
            throw new IllegalStateException("the shop ended with exit code " + exit + " instead of by SIGKILL");
        }
    }

    /** Asks it to close, and waits until it has. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private int awaitEnd() {
        try {
            if (process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("the shop does not end, process " + process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
