package dev.crema.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Timing SHORT = Timing.ofMillis(20, 100);

    @Test
    void waitingCallersCountWhatEndedInTheMeasuredTimeOnly() throws Exception {
        AtomicLong done = new AtomicLong();

        Measured measured = ClosedLoad.measure(
                number -> () -> {
                    pass(Duration.ofMillis(5));
                    done.incrementAndGet();
                },
                2,
                SHORT);

        assertThat(measured.perSecond() * SHORT.measured().toMillis() / 1000)
                .isPositive()
                .isLessThan((double) done.get());
        assertThat(measured.p50()).isGreaterThanOrEqualTo(Duration.ofMillis(5));
    }

    @Test
    void aStallIsChargedToEverythingThatWasDueMeanwhile() throws Exception {
        AtomicBoolean stalled = new AtomicBoolean();

        Measured measured = OpenLoad.measure(
                number -> () -> {
                    if (stalled.compareAndSet(false, true)) {
                        pass(Duration.ofMillis(80));
                    }
                },
                1000,
                1,
                Timing.ofMillis(0, 100));

        // One transaction stalled, and some eighty more waited for it, forty of them longer than half of its time.
        assertThat(measured.p50()).isGreaterThan(Duration.ofMillis(10));
        assertThat(measured.p99()).isGreaterThan(Duration.ofMillis(70));
    }

    @Test
    void theFirstFailureOfACallerIsTheFailureOfTheRun() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ClosedLoad.measure(
                        number -> () -> {
                            throw new IllegalArgumentException("no such account");
                        },
                        3,
                        Timing.ofMillis(0, 60_000)))
                .withMessageContaining("no such account");
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
