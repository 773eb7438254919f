package dev.crema;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on with what is not finished. One thread claims what is due, as much as there are idle threads to run it;
 * what is waiting stays in the database.
 */
final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final int BY_HAND = 100;

    private final PaymentBooks books;
    private final CallFlow calling;
    private final DeliverFlow delivering;
    private final Clock clock;
    private final WorkerOptions options;
    private final Semaphore idle;
    private final Semaphore nudges = new Semaphore(0);
    private final ExecutorService runners;
    private final Thread poller;
    private volatile boolean stopped;

    Worker(PaymentBooks books, CallFlow calling, DeliverFlow delivering, Clock clock, WorkerOptions options) {
        this.books = books;
        this.calling = calling;
        this.delivering = delivering;
        this.clock = clock;
        this.options = options;
        this.idle = new Semaphore(options.threads());
        this.runners = Executors.newFixedThreadPool(Math.max(1, options.threads()), daemons());
        this.poller = new Thread(this::poll, "crema-poller");
        this.poller.setDaemon(true);
    }

    void start() {
        if (options.threads() > 0) {
            poller.start();
        }
    }

    /** Says that something may be due, so that nobody waits for the next look. */
    void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    int runDue() {
        if (books.hostTransaction().isOpen()) {
            throw new InvalidStateException("a transaction of the host is open; run due work outside of it, since"
                    + " nothing may be sent before the commit");
        }
        Instant claimed = now();
        List<Claimed> due = books.claim(claimed, options.lease(), BY_HAND);
        for (Claimed work : due) {
            if (now().isBefore(claimed.plus(options.lease()))) {
                run(work);
            } // else its lease has ended and somebody else may be at it already
        }
        return due.size();
    }

    @Override
    public void close() {
        stopped = true;
        nudge();
        runners.shutdown();
        try {
            poller.join(options.grace().toMillis() + 1);
            if (!runners.awaitTermination(options.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                // Their leases end by themselves and another worker takes over; a settlement is never interrupted.
                log.warn("still running after {}; left to other workers", options.grace());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        while (!stopped) {
            try {
                if (!claimAndRun()) {
                    rest();
                }
            } catch (PaymentException e) {
                log.warn("due work could not be claimed; trying again in {}", options.poll(), e);
                rest();
            } catch (Throwable t) {
                log.error("claiming due work failed; trying again in {}", options.poll(), t);
                rest();
            }
        }
    }

    /** Returns whether there may be more. */
    private boolean claimAndRun() {
        int free = idle.drainPermits();
        if (free == 0) {
            return false; // a runner that becomes idle nudges
        }
        int taken = 0;
        try {
            List<Claimed> due = books.claim(now(), options.lease(), free);
            for (Claimed claimed : due) {
                runners.execute(() -> runAndRelease(claimed));
                taken++;
            }
        } finally {
            idle.release(free - taken);
        }
        return taken == free;
    }

    private void runAndRelease(Claimed claimed) {
        try {
            run(claimed);
        } finally {
            idle.release();
            nudge();
        }
    }

    private void run(Claimed claimed) {
        if (claimed instanceof Claimed.Call call) {
            calling.run(call);
        } else if (claimed instanceof Claimed.Delivery delivery) {
            delivering.run(delivery);
        }
    }

    private void rest() {
        try {
            if (nudges.tryAcquire(options.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                nudges.drainPermits();
            }
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, "crema-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
