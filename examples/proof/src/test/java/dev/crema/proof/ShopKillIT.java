package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The proof itself, in short. Needs the shop's jar, so it runs after the packaging. */
class ShopKillIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void F02_F03_F04_F05_F11_I12_aShopKilledAmidPaymentsLosesAndDoublesNothing() {
        int exit = run("--rounds", "2");

        assertThat(lastLine())
                .matches("proof shop-kill: rounds=2 killed=2 acknowledged=\\d+ unanswered=\\d+ lost=0 doubled=0 PASS");
        assertThat(exit).isZero();
    }

    /** Else the proof proves nothing. */
    @Test
    void F11_aShopWhoseDatabaseForgetsWhatItAcknowledgedIsCaught() {
        int exit = run("--rounds", "3", "--database", "h2-delayed"); // ends after the first kill that loses something

        assertThat(lastLine()).matches("proof shop-kill: rounds=3 killed=[123] .* lost=[1-9]\\d* .* FAIL: .* LOST .*");
        assertThat(exit).isEqualTo(1);
    }

    private int run(String... options) {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("-Dcrema.seed=" + seed);
        List<String> arguments = new ArrayList<>(List.of("shop-kill", "--seed", Long.toString(seed), "--shop", shop()));
        arguments.addAll(List.of(options));
        int exit = Proof.run(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.out.print(said());
        return exit;
    }

    private String lastLine() {
        return said().lines().reduce((earlier, later) -> later).orElse("");
    }

    private String said() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String shop() {
        return Optional.ofNullable(System.getProperty("proof.shop"))
                .orElseThrow(() -> new IllegalStateException("-Dproof.shop: give the path of coffee-shop.jar"));
    }
}
