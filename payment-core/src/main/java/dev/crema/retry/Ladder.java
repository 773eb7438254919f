package dev.crema.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The waiting times between the tries of one piece of work, from the first to the last. Past the last rung the work has
 * ended its ladder and needs a person.
 *
 * <p>Each wait is shifted by up to the given share, so that work which failed together does not return together. The
 * shift is computed from the work's own id and not drawn, so the same work takes the same steps in every rerun.
 *
 * @param rungs the waits, each positive, at least one
 * @param jitter the largest shift as a share of the wait, 0 up to (not including) 1
 */
public record Ladder(List<Duration> rungs, double jitter) {
    private static final int DAYS = 7;

    /** 5 s, 30 s, 2 min, 10 min, 1 h, 6 h, then once a day for seven days; each shifted by up to a fifth. */
    public static final Ladder DEFAULT = new Ladder(
            Stream.concat(
                            Stream.of(
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(30),
                                    Duration.ofMinutes(2),
                                    Duration.ofMinutes(10),
                                    Duration.ofHours(1),
                                    Duration.ofHours(6)),
                            Collections.nCopies(DAYS, Duration.ofDays(1)).stream())
                    .toList(),
            0.2);

    public Ladder {
        rungs = List.copyOf(rungs);
        if (rungs.isEmpty() || rungs.stream().anyMatch(rung -> rung.isNegative() || rung.isZero())) {
            throw new IllegalArgumentException("rungs " + rungs + ": at least one, each longer than zero");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter " + jitter + ": give 0 up to 1");
        }
    }

    /**
     * When to try again.
     *
     * @param tries how many tries there have been, 1 or more
     * @param work the id of the work, which decides the shift
     * @param now the time of the last try
     * @return empty when the ladder has ended
     */
    public Optional<Instant> next(int tries, String work, Instant now) {
        if (tries > rungs.size()) {
            return Optional.empty();
        }
        Duration rung = rungs.get(tries - 1);
        return Optional.of(now.plusMillis(Math.round(rung.toMillis() * (1 + jitter * shift(work, tries)))));
    }

    /** A number from -1 to 1 that looks drawn but is the same each time. */
    private static double shift(String work, int tries) {
        long mixed = (work.hashCode() * 31L + tries) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 32;
        return (mixed & 0xFFFF) / 32767.5 - 1;
    }
}
