package dev.crema.ledger;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the books leave for later: posts what was enqueued, folds what deferring accounts took, and ends holds whose
 * time is over, by the ledger's clock. Any number of processes may have one; together they do everything once.
 *
 * <p>Either the host calls {@link #runOnce} as it likes, or it lets a thread do that from {@link #start} to {@link
 * #close}. Safe for use by many threads.
 */
public final class Bookkeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Bookkeeper.class);
    private static final long SECONDS_TO_FINISH = 30;

    private final Ledger ledger;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable Future<?> repetition;

    private Bookkeeper(Ledger ledger) {
        this.ledger = ledger;
    }

    /** One for all scopes of the ledger. It does nothing by itself until it is started. */
    public static Bookkeeper of(Ledger ledger) {
        return new Bookkeeper(requireNonNull(ledger, "ledger"));
    }

    /**
     * What was done at one go.
     *
     * @param posted how many enqueued journals were posted
     * @param folded how many entries deferred legs became
     * @param expired how many holds were ended
     */
    public record Work(int posted, int folded, int expired) {}

    /**
     * Does what there is to do, in transactions of its own; what others are in the way of waits for the next time. If one
     * kind of work fails, the others are done all the same.
     *
     * @throws dev.crema.failure.InvalidStateException if a transaction of the host's is open on the thread
     * @throws dev.crema.failure.StorageException if the database failed; what was done until then stays done
     */
    public Work runOnce() {
        List<RuntimeException> failures = new ArrayList<>();
        Work work = new Work(
                attempt(ledger::bookQueued, failures),
                attempt(ledger::fold, failures),
                attempt(ledger::expireHolds, failures));
        if (failures.isEmpty()) {
            return work;
        }
        RuntimeException first = failures.get(0);
        failures.stream().filter(failure -> failure != first).forEach(first::addSuppressed);
        throw first;
    }

    private static int attempt(IntSupplier work, List<RuntimeException> failures) {
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            failures.add(e);
            return 0;
        }
    }

    /**
     * Lets a daemon thread do it again and again. A failure is logged and the next time comes all the same. Does nothing
     * if it is started already.
     *
     * @param interval the pause between one time and the next, above zero; a second is a good one
     * @throws InvalidRequestException for the field {@code interval} if it is not
     */
    public synchronized void start(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new InvalidRequestException("interval", interval + " is not above zero; a second is a good one");
        }
        if (thread != null) {
            return;
        }
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "crema-bookkeeper");
            daemon.setDaemon(true);
            return daemon;
        });
        long nanos = interval.toNanos();
        repetition = started.scheduleWithFixedDelay(this::attempt, nanos, nanos, TimeUnit.NANOSECONDS);
        thread = started;
    }

    private void attempt() {
        try {
            Work work = runOnce();
            log.debug("{}", work);
        } catch (RuntimeException e) {
            log.warn("The bookkeeper could not finish; it tries again", e);
        }
    }

    /** Stops the thread after what it is just doing, at most half a minute. It can be started again. */
    @Override
    public void close() {
        ExecutorService stopping;
        synchronized (this) {
            stopping = thread;
            thread = null;
            if (repetition != null) {
                repetition.cancel(false);
            }
        }
        if (stopping != null) {
            stopping.shutdown();
            try {
                if (!stopping.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
                    log.warn("The bookkeeper is still busy; what it is doing is undone if the process ends now");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
