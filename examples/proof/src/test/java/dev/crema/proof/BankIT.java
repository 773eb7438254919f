package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
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
        Shipped proof = Shipped.run("bank", "--rounds", "1", "--database", database, "--seed", Shipped.seed());

        assertThat(proof.lastLine())
                .matches("proof bank: rounds=1 acknowledged=\\d+ unknown=\\d+ lost=0 doubled=0 PASS");
        assertThat(proof.exit()).isZero();
    }
}
