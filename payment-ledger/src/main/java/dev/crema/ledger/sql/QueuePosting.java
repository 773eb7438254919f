package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.queue.QueuedJournal.State;
import dev.crema.ledger.sql.BatchSql.Patience;
import dev.crema.ledger.sql.Command.Post;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what waits in the queue, of all scopes, in batches: a journal is posted and leaves the queue in one transaction.
 * One process at a time does it, whoever has the turn, so that journals on one account are posted in the order they were
 * enqueued. One that is refused stays with its reason; one whose account another transaction has waits, and all later
 * ones on any of its accounts with it. Safe for use by many threads.
 */
final class QueuePosting {
    private static final Logger log = LoggerFactory.getLogger(QueuePosting.class);
    private static final int MOST = 1000;
    private static final int MOST_REROUTED = 10;

    private final Database database;
    private final Batch batch;
    private final Clock clock;

    QueuePosting(Database database, Batch batch, Clock clock) {
        this.database = database;
        this.batch = batch;
        this.clock = clock;
    }

    /** What one round came to: how many journals it looked at, posted, refused, and has to look at in another way. */
    private record Round(int taken, int posted, int refused, int rerouted) {
        boolean isWorthAnother() {
            return taken == MOST && posted + refused > 0;
        }
    }

    /**
     * Posts until nothing more can be posted for the time being.
     *
     * @return how many were posted
     */
    int run() {
        if (database.isInHostTransaction()) {
            throw new InvalidStateException(
                    "bookQueued: needs transactions of its own; call it outside of the host's transaction");
        }
        int posted = 0;
        int rerouted = 0;
        Round round;
        do {
            round = round();
            posted += round.posted();
            rerouted = round.rerouted() > 0 ? rerouted + 1 : 0;
        } while (round.isWorthAnother() || (rerouted > 0 && rerouted < MOST_REROUTED));
        return posted;
    }

    private Round round() {
        try {
            return database.writeIdempotent(handle -> post(handle, MOST));
        } catch (RuntimeException e) {
            if (Lane.isEverybodys(e)) {
                throw e;
            }
            return oneByOne();
        }
    }

    /** The culprit is refused alone, for whatever reason the database gives. */
    private Round oneByOne() {
        Round sum = new Round(0, 0, 0, 0);
        for (int i = 0; i < MOST; i++) {
            Round one;
            try {
                one = database.writeIdempotent(handle -> post(handle, 1));
            } catch (RuntimeException e) {
                if (Lane.isEverybodys(e)) {
                    throw e;
                }
                one = database.writeIdempotent(handle -> refuseFirst(handle, e));
            }
            sum = new Round(sum.taken + one.taken, sum.posted + one.posted, sum.refused + one.refused, 0);
            if (one.posted + one.refused == 0) {
                return sum;
            }
        }
        return sum;
    }

    private Round refuseFirst(Handle handle, RuntimeException e) {
        if (!QueueTable.takeTurn(handle)) {
            return new Round(0, 0, 0, 0);
        }
        List<QueueTable.Row> first = QueueTable.waiting(handle, 1);
        first.forEach(row -> refuse(handle, row, e));
        return new Round(first.size(), 0, first.size(), 0);
    }

    private Round post(Handle handle, int most) {
        database.dialect().readCommitted(handle);
        if (!QueueTable.takeTurn(handle)) {
            return new Round(0, 0, 0, 0);
        }
        List<QueueTable.Row> waiting = QueueTable.waiting(handle, most);
        Map<QueueTable.Row, Request> requests = new LinkedHashMap<>();
        int refused = 0;
        for (QueueTable.Row row : waiting) {
            @Nullable Request request = request(handle, row);
            if (request == null) {
                refused++;
            } else {
                requests.put(row, request);
            }
        }
        Round done = post(handle, requests);
        return new Round(waiting.size(), done.posted, done.refused + refused, done.rerouted);
    }

    private @Nullable Request request(Handle handle, QueueTable.Row row) {
        try {
            Post post = Post.of(row.scope(), JournalText.read(row.reference(), row.journal()));
            if (!post.content().equals(row.content())) {
                throw new IllegalArgumentException("it is not the journal that was enqueued");
            }
            return batch.hotAccounts().inOrder(Request.of(post));
        } catch (RuntimeException e) {
            refuse(handle, row, new IllegalStateException("the journal cannot be read: " + e.getMessage(), e));
            return null;
        }
    }

    private Round post(Handle handle, Map<QueueTable.Row, Request> requests) {
        if (requests.isEmpty()) {
            return new Round(0, 0, 0, 0);
        }
        Instant now = clock.instant();
        List<Outcome> outcomes =
                batch.run(handle.getConnection(), List.copyOf(requests.values()), now, Patience.SKIP_IN_ORDER, true);
        List<JournalId> posted = new ArrayList<>();
        int refused = 0;
        int rerouted = 0;
        int next = 0;
        for (QueueTable.Row row : requests.keySet()) {
            Outcome outcome = outcomes.get(next++);
            RuntimeException failure = outcome.failure();
            if (failure == null && outcome.isJudged()) {
                posted.add(row.id());
            } else if (failure instanceof Reroute) {
                rerouted++;
            } else if (failure != null && !(failure instanceof ConcurrencyException)) {
                refuse(handle, row, failure);
                refused++;
            }
        }
        if (!QueueTable.delete(handle, posted)) {
            throw BatchSql.changed("a journal in the queue", null);
        }
        return new Round(requests.size(), posted.size(), refused, rerouted);
    }

    private static void refuse(Handle handle, QueueTable.Row row, RuntimeException why) {
        log.warn("The queued journal {} of scope {} is refused", row.reference(), row.scope(), why);
        String kind = why instanceof PaymentException ? why.getClass().getSimpleName() : "Failure";
        String reason = kind + ": " + why.getMessage();
        if (!QueueTable.become(handle, row.id(), State.WAITING, State.REFUSED, 1, reason)) {
            throw BatchSql.changed("a journal in the queue", null);
        }
    }
}
