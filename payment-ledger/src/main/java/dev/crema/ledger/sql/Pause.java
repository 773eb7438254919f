package dev.crema.ledger.sql;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How to wait before a transaction that met a conflict is tried again. */
@FunctionalInterface
interface Pause {
    /** Sleeps on the calling thread. */
    Pause SLEEP = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

    void take(Duration duration) throws InterruptedException;

    /** About 10, 20, 40, 80 ms, each anything from half of that to the whole, so that those who met part. */
    static Duration beforeTry(int next) {
        long longest = Duration.ofMillis(10).toNanos() << Math.max(0, Math.min(next - 2, 5));
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
