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
import org.jspecify.annotations.Nullable;

/**
 * Group commit without a timer: who finds the lane free leads a batch of all that wait, commits it as one transaction,
 * and hands the lane to the first who came meanwhile. So a caller alone pays for nothing but itself, and under load
 * batches grow by themselves. Every caller gets its own result, after the commit; the thread that leads is one of the
 * callers', so there is none to start, to watch or to stop.
 *
 * <p>A batch that says so while it ends has the next one begin beside it, where that is faster; there are never more than
 * two.
 *
 * <p>If a batch fails as a whole, its requests are done one by one, so that the culprit fails alone.
 *
 * <p>Safe for use by many threads.
 */
final class Lane {
    private static final int MOST_REQUESTS = 1000;
    private static final int MOST_COMMANDS = 4000;

    // Where fewer wait it is not worth a transaction more to do them as two batches side by side.
    private static final int FEWEST_IN_TWO = 16;

    private final Work transaction;
    private final int mostWaiting;
    private final Queue<Waiter> waiting = new ArrayDeque<>();
    private final Pace pace = new Pace(System::nanoTime);
    private @Nullable Turn last;
    private boolean led;
    private @Nullable Turn ending;
    private int inEnding;
    private boolean overlapping;

    /** Does a batch as one transaction and answers after its commit, one outcome per request. */
    interface Work {
        /**
         * Does it.
         *
         * @param turn the batch's, which ends as done if this does not throw and {@link Turn#end} was not called before
         */
        List<Outcome> of(List<Request> requests, Turn turn);
    }

    /**
     * @param mostWaiting how many requests may wait; more are refused
     */
    Lane(Work transaction, int mostWaiting) {
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

    private boolean join(Waiter self) {
        Waiter leader;
        synchronized (this) {
            if (waiting.size() >= mostWaiting) {
                throw new ConcurrencyException("the ledger has " + mostWaiting
                        + " requests waiting, which is all it takes; nothing was written, repeat the request later");
            }
            waiting.add(self);
            leader = leader();
        }
        if (leader == self) {
            return true;
        }
        call(leader);
        return false;
    }

    /**
     * Who is to lead a batch now, if somebody is. While one ends that let the next begin, as many are waited for as half
     * of it, since those who are alone in a batch make others wait for it.
     */
    private @Nullable Waiter leader() {
        if (led || waiting.isEmpty() || 2 * waiting.size() < inEnding) {
            return null;
        }
        led = true;
        return waiting.peek();
    }

    /** Does one batch, which begins with the leader's own request, and hands on. */
    private Outcome lead(Waiter self) {
        // Interrupting one caller must not tear down the work of all; H2 would even close its file.
        boolean interrupted = Thread.interrupted();
        List<Waiter> batch = new ArrayList<>();
        List<Outcome> outcomes = List.of();
        Turn turn = begin(batch);
        try {
            takeInto(batch);
            outcomes = run(batch, turn);
        } finally {
            turn.end(!outcomes.isEmpty());
            // Before the next batch is taken, so that those who ask again at once can be part of it.
            for (int i = 1; i < batch.size(); i++) {
                batch.get(i).complete(outcomes.isEmpty() ? lost() : outcomes.get(i));
            }
            handOn(self, turn, batch.size());
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return outcomes.get(0);
    }

    private synchronized Turn begin(List<Waiter> batch) {
        pace.begun();
        last = new Turn(last, pace.isSideBySide()) {
            @Override
            void next() {
                call(share(this, batch.size()));
            }
        };
        return last;
    }

    private synchronized @Nullable Waiter share(Turn turn, int requests) {
        led = false;
        ending = turn;
        inEnding = requests;
        return leader();
    }

    private synchronized void takeInto(List<Waiter> batch) {
        int most = overlapping && pace.isSideBySide() && ending == null && waiting.size() >= FEWEST_IN_TWO
                ? (waiting.size() + 1) / 2
                : MOST_REQUESTS;
        int commands = 0;
        for (Waiter next = waiting.peek(); next != null; next = waiting.peek()) {
            commands += next.request.commands().size();
            if (!batch.isEmpty() && (batch.size() == most || commands > MOST_COMMANDS)) {
                return;
            }
            batch.add(next);
            waiting.remove();
        }
    }

    private void handOn(Waiter self, Turn turn, int requests) {
        Waiter leader;
        synchronized (this) {
            if (waiting.peek() == self) {
                waiting.remove(); // struck before it had taken even itself; there is nobody left to lead
            }
            led &= turn.isShared();
            if (ending == turn) {
                ending = null;
                inEnding = 0;
            }
            boolean load = 2 * requests >= FEWEST_IN_TWO;
            if (load) {
                overlapping = turn.isShared();
            }
            pace.ended(requests, load);
            leader = leader();
        }
        call(leader);
    }

    private static void call(@Nullable Waiter leader) {
        if (leader != null) {
            leader.call();
        }
    }

    private List<Outcome> run(List<Waiter> batch, Turn turn) {
        List<Request> requests = batch.stream().map(waiter -> waiter.request).toList();
        try {
            return transaction.of(requests, turn);
        } catch (RuntimeException e) {
            return requests.size() == 1 || isEverybodys(e)
                    ? requests.stream().map(request -> Outcome.failed(e)).toList()
                    : oneByOne(requests, turn);
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

    private List<Outcome> oneByOne(List<Request> requests, Turn turn) {
        return requests.stream()
                .map(request -> {
                    try {
                        return transaction.of(List.of(request), turn).get(0);
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
