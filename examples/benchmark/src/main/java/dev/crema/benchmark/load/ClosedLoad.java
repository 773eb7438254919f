package dev.crema.benchmark.load;

/** Callers that wait for their commit, each beginning the next transaction when it has the answer to the last. */
public final class ClosedLoad {
    private ClosedLoad() {}

    /**
     * Runs the callers and counts the transactions that ended in the measured time.
     *
     * @throws IllegalStateException if a transaction of any caller failed
     */
    public static Measured measure(Contestant contestant, int callers, Timing timing) throws InterruptedException {
        long warmUp = timing.warmUp().toNanos();
        long end = warmUp + timing.measured().toNanos();
        Crew crew = new Crew();
        Latencies latencies = crew.run(contestant, callers, (caller, mine, begin) -> {
            long before = System.nanoTime() - begin;
            while (before < end && !crew.failed()) {
                caller.transact();
                long after = System.nanoTime() - begin;
                if (after >= warmUp && after < end) {
                    mine.record(after - before);
                }
                before = after;
            }
        });
        return Measured.of(latencies, timing.measured());
    }
}
