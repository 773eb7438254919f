package dev.crema.proof.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.SettableClock;
import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.crash.Scenario;
import dev.crema.proof.trial.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A {@link Mortal} as those see it who start it. */
record MortalProcess(TestDatabase.Kind kind, String url, Path channel, Path log) {

    /** Returns its exit code; the clock shows what it showed to the process at last. */
    int play(Scenario scenario, List<Behaviour> outcome, String reference, int point, Fault fault, SettableClock clock)
            throws IOException {
        Process process = ChildJvm.command(
                        Mortal.class,
                        kind.name(),
                        url,
                        channel.toString(),
                        scenario.name(),
                        Integer.toString(scenario.outcomes().indexOf(outcome)),
                        reference,
                        Integer.toString(point),
                        fault.name(),
                        clock.instant().toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                clock.set(Instant.parse(line));
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
