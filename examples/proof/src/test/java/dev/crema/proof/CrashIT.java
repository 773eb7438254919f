package dev.crema.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A few processes that really halt, on a real server, from the jar as it is shipped. */
class CrashIT {
    @Test
    void F06_aProcessThatHaltsAtABoundaryLosesAndDoublesNothing() throws IOException, InterruptedException {
        String database = System.getProperty("proof.crash.database", "postgresql");
        Shipped proof = Shipped.run("crash", "--database", database, "--only", "refund");

        assertThat(proof.lastLine()).matches("proof crash: boundaries=\\d+ cases=[1-9]\\d* lost=0 doubled=0 PASS");
        assertThat(proof.exit()).isZero();
    }
}
