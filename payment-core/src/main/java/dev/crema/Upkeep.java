package dev.crema;

import dev.crema.books.PaymentBooks;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.PaymentException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the tables of work small, on a thread of its own that nobody who pays ever waits for. */
final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final int BATCH = 500;
    private static final Duration BETWEEN = Duration.ofHours(1);
    private static final Duration BREATH = Duration.ofMillis(100);

    private final PaymentBooks books;
    private final Clock clock;
    private final Duration keep;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Upkeep(PaymentBooks books, Clock clock, Duration keep) {
        this.books = books;
        this.clock = clock;
        this.keep = keep;
    }

    void start() {
        Thread thread = new Thread(this::run, "crema-upkeep");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stopped.countDown();
    }

    /** Deletes in transactions of a few rows each, so that nobody is held up. */
    long purge(Duration olderThan) {
        if (olderThan.isNegative()) {
            throw new InvalidRequestException("olderThan", olderThan + " lies in the future; give zero or more");
        }
        Instant before = clock.instant().minus(olderThan);
        long purged = 0;
        for (int batch = BATCH; batch > 0; ) {
            batch = books.purge(before, BATCH);
            purged += batch;
        }
        return purged;
    }

    private void run() {
        try {
            while (!stopped.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                purgeSlowly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void purgeSlowly() throws InterruptedException {
        try {
            while (books.purge(clock.instant().minus(keep), BATCH) > 0
                    && !stopped.await(BREATH.toMillis(), TimeUnit.MILLISECONDS)) {
                // until nothing is left
            }
        } catch (PaymentException e) {
            log.warn("purging failed; trying again in {}", BETWEEN, e);
        } catch (RuntimeException e) {
            log.error("purging failed; trying again in {}", BETWEEN, e);
        }
    }
}
