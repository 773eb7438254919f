package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void withoutArgumentsItSaysHowItIsUsed() {
        assertThat(Proof.run(List.of(), out)).isEqualTo(2);

        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("usage: examples/proof/run");
    }

    @Test
    void aSimulationSaysHowOftenEachFaultStruckAndPasses() {
        assertThat(Proof.run(List.of("simulate", "--seeds", "3", "--seed", "1"), out))
                .isZero();

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("  webhook-dropped=")
                .containsPattern(
                        "proof simulate: seeds=3 virtual-years=0\\.1 faults=\\d+ lost=0 doubled=0 stuck=0 PASS");
    }

    @ParameterizedTest
    @CsvSource({
        "make-coffee,                           There is no proof",
        "shop-kill,                             --rounds: give 1 to 100000",
        "shop-kill --rounds,                    --rounds: \"\" is no whole number",
        "shop-kill --rounds 0,                  --rounds: give 1 to 100000",
        "shop-kill --rounds two,                --rounds: \"two\" is no whole number",
        "shop-kill --rounds 2 --seed x,         --seed: \"x\" is no whole number",
        "shop-kill --rounds 2 --database dbase, --database: \"dbase\" cannot be used",
        "shop-kill --rounds 2 --gently,         shop-kill has no option",
        "shop-kill --rounds 2 --shop no.jar,    --shop: there is no no.jar",
        "bank,                                  --rounds: give 1 to 100000",
        "bank --rounds 2 --database dbase,      --database: \"dbase\" cannot be used",
        "bank --rounds 2 --shop no.jar,         bank has no option",
        "simulate,                              --seeds: give 1 to 100000",
        "simulate --rounds 2,                   simulate has no option",
        "soak,                                  --minutes: give 1 to 100000",
        "soak --minutes 1 --database h2,        --database: \"h2\" cannot be used",
        "planted-bugs --seed 1,                 planted-bugs has no option"
    })
    void argumentsThatMakeNoSenseAreNamedAndTheUsageFollows(String arguments, String complaint) {
        assertThat(Proof.run(List.of(arguments.split(" ")), out)).isEqualTo(2);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith(complaint)
                .contains("usage: examples/proof/run");
    }
}
