package dev.crema.proof.rider;

import dev.crema.retry.Ladder;
import dev.crema.spring.PaymentsCustomizer;
import java.time.Duration;
import java.util.Collections;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Has the shop ask again every second, so that it comes to rest in seconds. With the usual waits a payment that was
 * caught by two kills would be asked about an hour later, which proves nothing more.
 */
@AutoConfiguration
public class ShortWaits {
    /** Never the end of the ladder: each kill that meets a payment costs it some of them. */
    private static final int RUNGS = 10_000;

    @Bean
    PaymentsCustomizer shortWaits() {
        Ladder ladder = new Ladder(Collections.nCopies(RUNGS, Duration.ofSeconds(1)), 0.2);
        return payments -> payments.ladder(ladder);
    }
}
