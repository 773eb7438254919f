package dev.crema;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one time of all nodes, that of their database: leases, deadlines and settling times are judged by it, so a node
 * whose own clock is wrong, or is set while it runs, takes nothing over and ends nothing early. Between two looks at the
 * database it goes on by the time that passes here, which no setting of a clock changes. Thread-safe.
 */
final class SharedClock extends Clock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedClock.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    // Of a slower look nobody knows which moment it tells of.
    private static final Duration SLOWEST_LOOK = Duration.ofSeconds(1);
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    private final Supplier<Instant> database;
    private final LongSupplier nanos;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "crema-clock");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Seen seen;

    /** What the database said, and when that was here. */
    private record Seen(Instant time, long nanos) {
        Instant at(long now) {
            return time.plusNanos(now - nanos);
        }
    }

    /**
     * @param database tells the database's time
     * @param nanos tells the time that passed here, as {@link System#nanoTime} does
     */
    SharedClock(Supplier<Instant> database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
        this.seen = see();
    }

    /** Looks at the database now and then, on a thread of its own. */
    @SuppressWarnings("FutureReturnValueIgnored") // a look throws nothing that anybody could act upon
    SharedClock looking() {
        long millis = BETWEEN_LOOKS.toMillis();
        looks.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Sets it by the database; while that is away or slow the time goes on as it did. */
    void look() {
        try {
            long begun = nanos.getAsLong();
            Seen next = see();
            if (nanos.getAsLong() - begun > SLOWEST_LOOK.toNanos()) {
                return;
            }
            Duration step = Duration.between(seen.at(next.nanos()), next.time());
            if (step.abs().compareTo(WORTH_TELLING) > 0) {
                log.warn("the time of the database has stepped by {}; payments go by it", step);
            }
            seen = next;
        } catch (RuntimeException e) {
            log.debug("the database could not be asked for its time", e);
        }
    }

    private Seen see() {
        long begun = nanos.getAsLong();
        Instant time = database.get();
        return new Seen(time, begun + (nanos.getAsLong() - begun) / 2);
    }

    @Override
    public Instant instant() {
        return seen.at(nanos.getAsLong());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same: nothing here asks for the zone. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
