package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The proof itself, in short. Needs the shop's jar and its own, so it runs after the packaging. */
class ShopKillIT {

    @Test
    void F02_F03_F04_F05_F11_I12_aShopKilledAmidPaymentsLosesAndDoublesNothing()
            throws IOException, InterruptedException {
        Shipped proof = run("--rounds", "2");

        assertThat(proof.lastLine())
                .matches("proof shop-kill: rounds=2 killed=2 acknowledged=\\d+ unanswered=\\d+ lost=0 doubled=0 PASS");
        assertThat(proof.exit()).isZero();
    }

    /** Else the proof proves nothing. */
    @Test
    void F11_aShopWhoseDatabaseForgetsWhatItAcknowledgedIsCaught() throws IOException, InterruptedException {
        // Ends after the first kill that loses something.
        Shipped proof = run("--rounds", "3", "--database", "h2-delayed");

        assertThat(proof.lastLine())
                .matches("proof shop-kill: rounds=3 killed=[123] .* lost=[1-9]\\d* .* FAIL: .* LOST .*");
        assertThat(proof.exit()).isEqualTo(1);
    }

    private static Shipped run(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("shop-kill", "--seed", Shipped.seed()));
        arguments.addAll(List.of("--shop", System.getProperty("proof.shop")));
        arguments.addAll(List.of(options));
        return Shipped.run(arguments.toArray(String[]::new));
    }
}
