package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A few processes that really halt, on a real server, from the jar as it is shipped. */
class CrashIT {
    @Test
    void F06_aProcessThatHaltsAtABoundaryLosesAndDoublesNothing() throws IOException, InterruptedException {
        Process proof = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("proof.jar"),
                        "crash",
                        "--database",
                        System.getProperty("proof.crash.database", "postgresql"),
                        "--only",
                        "refund")
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = proof.inputReader()) {
            out.lines().peek(System.out::println).forEach(said::add);
        } finally {
            proof.destroy(); // it ends its own processes then
        }
        assertThat(said.get(said.size() - 1))
                .matches("proof crash: boundaries=\\d+ cases=[1-9]\\d* lost=0 doubled=0 PASS");
        assertThat(proof.waitFor()).isZero();
    }
}
