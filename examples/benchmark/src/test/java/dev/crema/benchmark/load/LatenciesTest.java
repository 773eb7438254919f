package dev.crema.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void aQuantileIsWhatSoManyStayedBelow() {
        for (int i = 1; i <= 1000; i++) {
            latencies.record(Duration.ofMillis(i).toNanos());
        }

        assertThat(latencies.quantile(0.5)).isBetween(Duration.ofMillis(500), Duration.ofMillis(504));
        assertThat(latencies.quantile(0.99)).isBetween(Duration.ofMillis(990), Duration.ofMillis(998));
        assertThat(latencies.quantile(1)).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1008));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 129, 255, 256, 1_000, 999_999, 123_456_789_012L, Long.MAX_VALUE})
    void noneIsToldAsLessThanItTookOrAsOnePercentMore(long nanos) {
        latencies.record(nanos);

        double told = latencies.quantile(0.999).toNanos();
        assertThat(told).isBetween((double) nanos, nanos * 1.01);
    }

    @Test
    void thoseOfManyCallersAreAddedUp() {
        Latencies other = new Latencies();
        latencies.record(1_000);
        other.record(2_000_000);
        other.record(3_000_000);

        latencies.add(other);

        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.quantile(0.1).toNanos()).isBetween(1_000L, 1_010L);
        assertThat(latencies.quantile(0.9).toNanos()).isBetween(3_000_000L, 3_030_000L);
    }

    @Test
    void whereNothingWasCountedNothingTookTime() {
        assertThat(latencies.quantile(0.5)).isZero();
    }
}
