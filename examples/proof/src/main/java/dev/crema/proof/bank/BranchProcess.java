package dev.crema.proof.bank;

import dev.crema.proof.trial.ChildJvm;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import dev.crema.proof.trial.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link Branch} as those see it who open and kill it. */
final class BranchProcess {
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int SIGKILL = 9;
    private static final int BY_SIGNAL = 128;

    private final int number;
    private final Process process;
    private final Writer orders;
    private final Findings findings;
    private final Thread listener;
    private volatile Memory memory;
    private volatile boolean resting;
    private volatile boolean atWork;
    private boolean stopped;

    private BranchProcess(int number, Process process, Memory memory, Findings findings) {
        this.number = number;
        this.process = process;
        this.memory = memory;
        this.findings = findings;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.listener = new Thread(this::listen, "branch-" + number);
        listener.setDaemon(true);
    }

    /** Opens a branch, which begins to work when it can. */
    static BranchProcess open(int number, String url, Path log, Shift shift, Memory memory, Findings findings) {
        ProcessBuilder command = ChildJvm.command(Branch.class, Integer.toString(number), url);
        try {
            Process process = command.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            BranchProcess branch = new BranchProcess(number, process, memory, findings);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // never outlives the proof
            branch.listener.start();
            branch.work(shift, memory);
            return branch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (BufferedReader tape = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = tape.readLine(); line != null; line = tape.readLine()) {
                if (line.equals("resting")) {
                    resting = true;
                } else if (!line.equals("ready")) {
                    memory.note(line);
                    atWork = true;
                }
            }
        } catch (IOException | RuntimeException e) {
            findings.add(Kind.WRONG, "branch " + number + " cannot be understood: " + e);
        }
    }

    /** Has it work on a round until it is told to rest. */
    void work(Shift shift, Memory memory) {
        this.memory = memory;
        resting = false;
        atWork = false;
        tell("round " + shift);
    }

    /** Whether it has been heard of since then. */
    boolean isAtWork() {
        return atWork;
    }

    /** Waits until nobody there is waiting for an answer any more. */
    void rest() {
        tell("rest");
        boolean atRest = Patience.until(LONGEST_REST, LOOK, () -> resting || !process.isAlive());
        if (!atRest || !resting) {
            throw new IllegalStateException("branch " + number + " does not come to rest, process " + process.pid());
        }
    }

    private void tell(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("branch " + number + " does not listen, process " + process.pid(), e);
        }
    }

    /** {@code kill -9}. Afterwards everything is known that the branch has ever said. */
    void kill() {
        if (!process.isAlive()) {
            throw new IllegalStateException("branch " + number + " died by itself with " + process.exitValue());
        }
        process.toHandle().destroyForcibly(); // unlike the process's own, leaves the pipe open: what was said counts
        try {
            listener.join(LONGEST_REST.toMillis());
            if (!process.waitFor(LONGEST_REST.toSeconds(), TimeUnit.SECONDS)
                    || process.exitValue() != BY_SIGNAL + SIGKILL) {
                throw new IllegalStateException("branch " + number + " was not killed, process " + process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has it stand still in the midst of whatever it is doing. */
    void stop() {
        signal("STOP");
        stopped = true;
    }

    /** Lets it go on as if nothing had happened. */
    void goOn() {
        if (stopped && process.isAlive()) {
            signal("CONT");
        }
        stopped = false;
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("branch " + number + " takes no signal, process " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        process.destroyForcibly();
    }
}
