package dev.crema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.failure.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedClockTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SettableClock database = SettableClock.at(NOON.toString());
    private final AtomicLong nanos = new AtomicLong(-5);
    private final SharedClock clock = new SharedClock(database::instant, nanos::get);

    private void pass(Duration here) {
        nanos.addAndGet(here.toNanos());
    }

    @Test
    void F22_theTimeIsTheDatabasesAndGoesOnByWhatPassesHere() {
        pass(Duration.ofSeconds(5));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));

        database.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
        clock.look();
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3600));

        database.set(NOON);
        clock.look();
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void F22_aDatabaseThatIsAwayOrSlowLeavesTheTimeGoOn() {
        SharedClock away = new SharedClock(
                () -> {
                    if (nanos.get() > 0) {
                        throw new StorageException("away", new IllegalStateException());
                    }
                    return NOON;
                },
                nanos::get);
        SharedClock slow = new SharedClock(
                () -> {
                    if (nanos.get() > 0) {
                        pass(Duration.ofSeconds(3));
                    }
                    return NOON;
                },
                nanos::get);
        pass(Duration.ofSeconds(7));
        away.look();
        assertThat(away.instant()).isEqualTo(NOON.plusSeconds(7));
        slow.look();
        assertThat(slow.instant()).isEqualTo(NOON.plusSeconds(10));
    }
}
