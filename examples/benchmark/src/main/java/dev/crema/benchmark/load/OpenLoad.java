package dev.crema.benchmark.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Transactions that fall due at a fixed rate, whether the earlier ones are done or not. A latency counts from when the
 * transaction was due, so a stall is charged to everything that waited for it, not only to what was running.
 */
public final class OpenLoad {
    private OpenLoad() {}

    /**
     * Lets transactions fall due for the whole time, and waits until all of them are done.
     *
     * @param rate how many fall due in a second, above zero
     * @param callers how many can be under way at once
     * @return its rate is what was done of the measured ones, by second, until the last of them was done
     * @throws IllegalStateException if a transaction failed
     */
    public static Measured measure(Contestant contestant, double rate, int callers, Timing timing)
            throws InterruptedException {
        long all = (long) (rate * timing.warmUp().plus(timing.measured()).toMillis() / 1000);
        long warmUp = (long) (rate * timing.warmUp().toMillis() / 1000);
        AtomicLong next = new AtomicLong();
        AtomicLong last = new AtomicLong();
        Crew crew = new Crew();
        Latencies latencies = crew.run(contestant, callers, (caller, mine, begin) -> {
            for (long i = next.getAndIncrement(); i < all && !crew.failed(); i = next.getAndIncrement()) {
                long due = (long) (i * 1e9 / rate);
                awaitDue(begin + due);
                caller.transact();
                long done = System.nanoTime() - begin;
                last.accumulateAndGet(done, Math::max);
                if (i >= warmUp) {
                    mine.record(done - due);
                }
            }
        });
        long measured = Math.max(
                timing.measured().toNanos(), last.get() - timing.warmUp().toNanos());
        return Measured.of(latencies, Duration.ofNanos(measured));
    }

    private static void awaitDue(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = due - System.nanoTime();
        }
    }
}
