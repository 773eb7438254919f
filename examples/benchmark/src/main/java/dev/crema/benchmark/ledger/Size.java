package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Timing;
import java.util.List;

/**
 * How thoroughly is measured.
 *
 * @param name what it is called where the figures are printed
 * @param rounds how often everything is measured; what is told is the median
 * @param warming of each kind of callers that run before the first round
 * @param timing of each single run
 * @param callers how many wait for their commit at once
 * @param scales of TPC-B, besides 1
 * @param percents of the most that can be done, for rates below it
 * @param pastEntries how many entries the account has whose past is read
 * @param verifiedEntries how many entries are verified
 * @param killedAfter how many journals are acknowledged at least before a kill
 */
record Size(
        String name,
        int rounds,
        Timing warming,
        Timing timing,
        List<Integer> callers,
        List<Integer> scales,
        List<Integer> percents,
        long pastEntries,
        long verifiedEntries,
        int killedAfter) {
    /** Figures that can be relied on: in 25 to 30 minutes. */
    static final Size FULL = new Size(
            "full",
            5,
            Timing.ofMillis(0, 3000),
            Timing.ofMillis(700, 2300),
            List.of(1, 16, 64, 256),
            List.of(16, 64),
            List.of(50, 80),
            10_000_000,
            10_000_000,
            1000);

    /** A first impression: fewer and shorter runs on smaller tables. */
    static final Size QUICK = new Size(
            "quick: fewer and shorter runs on smaller tables, for a first impression only",
            3,
            Timing.ofMillis(0, 500),
            Timing.ofMillis(100, 280),
            List.of(1, 64, 256),
            List.of(16),
            List.of(80),
            300_000,
            400_000,
            150);

    /** As little as shows that everything works, for tests. */
    static final Size TINY = new Size(
            "tiny: shows that it works, and nothing about speed",
            1,
            Timing.ofMillis(0, 50),
            Timing.ofMillis(0, 100),
            List.of(1, 64),
            List.of(2),
            List.of(80),
            1_000,
            1_000,
            20);
}
