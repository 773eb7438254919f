package dev.crema.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void theDefaultClimbsFromSecondsToAWeekOfDays() {
        assertThat(Ladder.DEFAULT.rungs())
                .hasSize(13)
                .startsWith(Duration.ofSeconds(5))
                .endsWith(Duration.ofDays(1));
    }

    @Test
    void everyWaitStaysWithinItsShift() {
        for (int work = 0; work < 1000; work++) {
            for (int tries = 1; tries <= Ladder.DEFAULT.rungs().size(); tries++) {
                double rung = Ladder.DEFAULT.rungs().get(tries - 1).toMillis();
                Instant at = Ladder.DEFAULT.next(tries, "work-" + work, NOW).orElseThrow();
                assertThat((double) Duration.between(NOW, at).toMillis()).isBetween(rung * 0.8 - 1, rung * 1.2 + 1);
            }
        }
    }

    @Test
    void differentWorkIsSpreadAndTheSameWorkTakesTheSameSteps() {
        long different = IntStream.range(0, 100)
                .mapToObj(work -> Ladder.DEFAULT.next(5, "work-" + work, NOW).orElseThrow())
                .distinct()
                .count();
        assertThat(different).isGreaterThan(90);
        assertThat(Ladder.DEFAULT.next(3, "work", NOW)).isEqualTo(Ladder.DEFAULT.next(3, "work", NOW));
    }

    @Test
    void pastTheLastRungItHasEnded() {
        assertThat(Ladder.DEFAULT.next(14, "work", NOW)).isEmpty();
    }

    @Test
    void refusesALadderWithoutRungs() {
        assertThatThrownBy(() -> new Ladder(List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Ladder(List.of(Duration.ZERO), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Ladder(List.of(Duration.ofSeconds(1)), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
