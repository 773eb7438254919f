package dev.crema.benchmark.load;

import java.time.Duration;

/**
 * How long a run takes.
 *
 * @param warmUp what is done first and not counted
 * @param measured what is counted
 */
public record Timing(Duration warmUp, Duration measured) {
    public static Timing ofMillis(long warmUp, long measured) {
        return new Timing(Duration.ofMillis(warmUp), Duration.ofMillis(measured));
    }
}
