package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.StorageException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit without a timer: who finds the lane free leads a batch of all that wait, commits it as one transaction,
 * and hands the lane to the first who came meanwhile. So a caller alone pays for nothing but itself, and under load
 * batches grow by themselves. Every caller gets its own result, after the commit; the thread that leads is one of the
 * callers', so there is none to start, to watch or to stop.
 *
 * <p>If a batch fails as a whole, its requests are done one by one, so that the culprit fails alone.
 *
 * <p>Safe for use by many threads.
 */
final class Lane {
    private static final int MOST_REQUESTS = 1000;
    private static final int MOST_COMMANDS = 4000;

    private final Function<List<Request>, List<Outcome>> transaction;
    private final int mostWaiting;
    private final Queue<Waiter> waiting = new ArrayDeque<>();
    private boolean led;

    /**
     * @param transaction does a batch as one transaction and answers after its commit, one outcome per request
     * @param mostWaiting how many requests may wait; more are refused
     */
    Lane(Function<List<Request>, List<Outcome>> transaction, int mostWaiting) {
        this.transaction = transaction;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Does the request as part of some batch.
     *
     * @throws ConcurrencyException if too many wait already; nothing was written
     */
    Outcome submit(Request request) {
        Waiter self = new Waiter(request, Thread.currentThread());
        boolean leads = join(self);
        if (!leads) {
            self.await();
            Outcome outcome = self.outcome;
            if (outcome != null) {
                return outcome;
            }
        }
        return lead(self);
    }

    private synchronized boolean join(Waiter self) {
        if (waiting.size() >= mostWaiting) {
            throw new ConcurrencyException("the ledger has " + mostWaiting
                    + " requests waiting, which is all it takes; nothing was written, repeat the request later");
        }
        waiting.add(self);
        boolean leads = !led;
        led = true;
        return leads;
    }

    /** Does one batch, which begins with the leader's own request, and hands on. */
    private Outcome lead(Waiter self) {
        // Interrupting one caller must not tear down the work of all; H2 would even close its file.
        boolean interrupted = Thread.interrupted();
        List<Waiter> batch = new ArrayList<>();
        List<Outcome> outcomes = List.of();
        try {
            takeInto(batch);
            outcomes = run(batch);
        } finally {
            // Before the next batch is taken, so that those who ask again at once can be part of it.
            for (int i = 1; i < batch.size(); i++) {
                batch.get(i).complete(outcomes.isEmpty() ? lost() : outcomes.get(i));
            }
            handOn(self);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return outcomes.get(0);
    }

    private synchronized void takeInto(List<Waiter> batch) {
        int commands = 0;
        for (Waiter next = waiting.peek(); next != null; next = waiting.peek()) {
            commands += next.request.commands().size();
            if (!batch.isEmpty() && (batch.size() == MOST_REQUESTS || commands > MOST_COMMANDS)) {
                return;
            }
            batch.add(next);
            waiting.remove();
        }
    }

    private void handOn(Waiter self) {
        Waiter next;
        synchronized (this) {
            if (waiting.peek() == self) {
                waiting.remove(); // struck before it had taken even itself; there is nobody left to lead
            }
            next = waiting.peek();
            led = next != null;
        }
        if (next != null) {
            next.call();
        }
    }

    private List<Outcome> run(List<Waiter> batch) {
        List<Request> requests = batch.stream().map(waiter -> waiter.request).toList();
        try {
            return transaction.apply(requests);
        } catch (RuntimeException e) {
            return requests.size() == 1 || isEverybodys(e)
                    ? requests.stream().map(request -> Outcome.failed(e)).toList()
                    : oneByOne(requests);
        }
    }

    /** Whether each of the requests would meet it alone too, so that asking again for each would only cost time. */
    static boolean isEverybodys(RuntimeException e) {
        return e instanceof OutcomeUnknownException
                || e instanceof ConcurrencyException
                || (e instanceof StorageException && !isDataException(e.getCause()));
    }

    /** Whether the database could not take a value: that of one request. */
    private static boolean isDataException(@Nullable Throwable cause) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("22");
    }

    private List<Outcome> oneByOne(List<Request> requests) {
        return requests.stream()
                .map(request -> {
                    try {
                        return transaction.apply(List.of(request)).get(0);
                    } catch (RuntimeException e) {
                        return Outcome.failed(e);
                    }
                })
                .toList();
    }

    /** For those whose leader was struck by an error while it may or may not have committed. */
    private static Outcome lost() {
        return Outcome.failed(new OutcomeUnknownException(
                "the thread that posted this request died meanwhile, so it may have happened; repeat the request with the"
                        + " same reference to find out"));
    }

    /** A caller, until it has its outcome or is called to lead. */
    private static final class Waiter {
        private final Request request;
        private final Thread thread;
        private volatile @Nullable Outcome outcome;
        private volatile boolean called;

        Waiter(Request request, Thread thread) {
            this.request = request;
            this.thread = thread;
        }

        void await() {
            boolean interrupted = false;
            while (!called) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void complete(Outcome result) {
            outcome = result;
            call();
        }

        void call() {
            called = true;
            LockSupport.unpark(thread);
        }
    }
}
