package dev.crema.benchmark.load;

import java.time.Duration;

/**
 * What a run gave.
 *
 * @param perSecond transactions that were committed, by second
 * @param p50 how long the faster half of them took at most, from when it was due
 * @param p99 the same of 99 in 100
 * @param p999 the same of 999 in 1000
 */
public record Measured(double perSecond, Duration p50, Duration p99, Duration p999) {
    public static Measured of(double perSecond, Latencies latencies) {
        return new Measured(perSecond, latencies.quantile(0.5), latencies.quantile(0.99), latencies.quantile(0.999));
    }

    public static Measured of(Latencies latencies, Duration time) {
        return of(latencies.count() * 1e9 / time.toNanos(), latencies);
    }
}
