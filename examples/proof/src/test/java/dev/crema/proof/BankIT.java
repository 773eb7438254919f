package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The proof itself, in short and as it is shipped: from its jar, so it runs after the packaging. */
class BankIT {

    /** {@code -Dproof.bank.databases=postgresql,mariadb} also runs it on MariaDB, which is slower to start. */
    static Stream<String> databases() {
        return Arrays.stream(
                System.getProperty("proof.bank.databases", "postgresql").split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void F09_F10_F12_F43_A13_I12_I14_aBankThatIsKilledAmidItsWorkLosesAndDoublesNothing(String database)
            throws IOException, InterruptedException {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("-Dcrema.seed=" + seed);
        Process proof = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("proof.jar"),
                        "bank",
                        "--rounds",
                        "1",
                        "--database",
                        database,
                        "--seed",
                        Long.toString(seed))
                .redirectErrorStream(true)
                .start();

        List<String> said = new ArrayList<>();
        try (BufferedReader out = proof.inputReader()) {
            out.lines().peek(System.out::println).forEach(said::add);
        } finally {
            proof.destroy(); // it ends its own processes then
        }
        assertThat(said.get(said.size() - 1))
                .matches("proof bank: rounds=1 acknowledged=\\d+ unknown=\\d+ lost=0 doubled=0 PASS");
        assertThat(proof.waitFor()).isZero();
    }
}
