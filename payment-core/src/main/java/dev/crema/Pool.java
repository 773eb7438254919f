package dev.crema;

import dev.crema.books.Claimed;
import dev.crema.books.Room;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on with one kind of work. One thread claims what is due, as much as the lanes have room for; what is waiting
 * stays in the database. A lane's work runs on threads of its own, of which it has no more than its share: a lane that
 * hangs keeps none of the others waiting.
 */
final class Pool<W extends Claimed> {
    private static final Logger log = LoggerFactory.getLogger(Pool.class);
    private static final int BY_HAND = 100;
    private static final long IDLE_SECONDS = 30;
    // Work of lanes that nobody here knows is looked for now and then only.
    private static final int LOOKS_BETWEEN = 30;

    /** A claim costs the database as much for one piece of work as for many; what comes at the same time is one. */
    static final Duration TOGETHER = Duration.ofMillis(20);

    /** What this pool carries on with. */
    interface Trade<W> {
        List<W> claim(Instant now, Room room);

        String lane(W work);

        void run(W work);
    }

    private final Trade<W> trade;
    private final Lanes lanes;
    private final Clock clock;
    private final WorkerOptions options;
    private final Duration pace;
    private final Semaphore nudges = new Semaphore(0);
    private final ExecutorService runners;
    private final Thread poller;
    private final Outage outage;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int looks;
    private volatile boolean stopped;

    /**
     * @param pace how long it rests at least between two claims, so that one claim takes more
     */
    Pool(String name, Trade<W> trade, Lanes lanes, Clock clock, WorkerOptions options, Duration pace) {
        this.trade = trade;
        this.lanes = lanes;
        this.clock = clock;
        this.options = options;
        this.pace = pace;
        // Unbounded as it looks: the lanes' permits are what bounds it.
        this.runners = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons(name));
        this.poller = new Thread(this::poll, "crema-" + name + "-poller");
        this.poller.setDaemon(true);
        this.outage = new Outage("looking for work to " + name, options.poll());
    }

    void start() {
        if (lanes.each() > 0) {
            poller.start();
        }
    }

    /** Says that something may be due, so that nobody waits for the next look. */
    void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    /** Runs on the calling thread what is due by now, and says how much that was. */
    int runDue() {
        Instant claimed = now();
        List<W> due = trade.claim(claimed, lanes.wide(BY_HAND));
        for (W work : due) {
            if (now().isBefore(claimed.plus(options.lease()))) {
                trade.run(work);
            } // else its lease has ended and somebody else may be at it already
        }
        return due.size();
    }

    /** Takes nothing new from now on. */
    void stop() {
        stopped = true;
        stopping.countDown();
        nudge();
        runners.shutdown();
    }

    /** Waits for what is running. */
    void await(Instant until) throws InterruptedException {
        poller.join(millis(until) + 1);
        if (!runners.awaitTermination(millis(until), TimeUnit.MILLISECONDS)) {
            // Their leases end by themselves and another worker takes over; a settlement is never interrupted.
            log.warn("still running after {}; left to other workers", options.grace());
        }
    }

    private static long millis(Instant until) {
        return Math.max(0, ChronoUnit.MILLIS.between(Instant.now(), until));
    }

    private void poll() {
        while (!stopped) {
            try {
                claimAndRun();
                outage.over();
            } catch (Throwable t) {
                leaveAlone(outage.failed(t));
            }
            rest();
        }
    }

    /** A database that is away is not asked more often because there is more to do. */
    private void leaveAlone(Duration pause) {
        try {
            stopped = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
        nudge();
    }

    /** Why no work can be claimed, as a code; empty while it can. */
    Optional<String> trouble() {
        return outage.code();
    }

    private void claimAndRun() {
        Room room = lanes.room(looks++ % LOOKS_BETWEEN == 0);
        if (room.isNone()) {
            return; // a runner that becomes idle nudges
        }
        for (W work : trade.claim(now(), room)) {
            Semaphore lane = lanes.of(trade.lane(work));
            lane.acquireUninterruptibly();
            try {
                runners.execute(() -> runAndRelease(work, lane));
            } catch (Throwable t) { // stopped meanwhile, or no thread to be had: its lease ends by itself
                lane.release();
                throw t;
            }
        }
    }

    private void runAndRelease(W work, Semaphore lane) {
        try {
            trade.run(work);
        } finally {
            lane.release();
            nudge();
        }
    }

    private void rest() {
        try {
            if (nudges.tryAcquire(options.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                TimeUnit.MILLISECONDS.sleep(stopped ? 0 : pace.toMillis());
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

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, "crema-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
