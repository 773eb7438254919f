package dev.crema.ledger.sql;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.queue.QueuedJournal.State;
import dev.crema.ledger.sql.BatchSql.Patience;
import dev.crema.ledger.sql.Command.Post;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Where a round begins, and the accounts on which something before that waits. */
    private record From(Instant at, long place, Set<AccountKey> passed) {
        static final From START = new From(Instant.EPOCH, -1, Set.of());

        /** Behind the row, which was dealt with. */
        From behind(QueueTable.Row row) {
            return new From(row.queuedAt(), row.place(), passed);
        }

        From passing(Set<AccountKey> accounts) {
            Set<AccountKey> all = new HashSet<>(passed);
            all.addAll(accounts);
            return new From(at, place, all);
        }
    }

    /**
     * What one round came to.
     *
     * @param taken how many journals it looked at
     * @param next where the next one is to begin
     */
    private record Round(int taken, int posted, int refused, int rerouted, From next) {
        static Round none(From from) {
            return new Round(0, 0, 0, 0, from);
        }
    }

    /**
     * Posts all that can be posted for the time being: goes through the queue once, past what others have locked, and
     * again for what is to be posted in another way.
     *
     * @return how many were posted
     */
    int run() {
        if (database.isInHostTransaction()) {
            throw new InvalidStateException(
                    "bookQueued: needs transactions of its own; call it outside of the host's transaction");
        }
        int posted = 0;
        for (int i = 0; i < MOST_REROUTED; i++) {
            Round sweep = sweep();
            posted += sweep.posted();
            if (sweep.rerouted() == 0) {
                return posted;
            }
        }
        return posted;
    }

    private Round sweep() {
        Round sum = Round.none(From.START);
        Round round;
        do {
            round = round(sum.next());
            sum = sum(sum, round);
        } while (round.taken() == MOST);
        return sum;
    }

    private static Round sum(Round first, Round then) {
        return new Round(
                first.taken + then.taken,
                first.posted + then.posted,
                first.refused + then.refused,
                first.rerouted + then.rerouted,
                then.next);
    }

    private Round round(From from) {
        try {
            return database.writeIdempotent(handle -> post(handle, from, MOST));
        } catch (RuntimeException e) {
            if (Lane.isEverybodys(e)) {
                throw e;
            }
            return oneByOne(from);
        }
    }

    /** The culprit is refused alone, for whatever reason the database gives. */
    private Round oneByOne(From from) {
        Round sum = Round.none(from);
        for (int i = 0; i < MOST; i++) {
            From here = sum.next();
            Round one;
            try {
                one = database.writeIdempotent(handle -> post(handle, here, 1));
            } catch (RuntimeException e) {
                if (Lane.isEverybodys(e)) {
                    throw e;
                }
                one = database.writeIdempotent(handle -> refuseFirst(handle, here, e));
            }
            sum = sum(sum, one);
            if (one.taken == 0) {
                return sum;
            }
        }
        return sum;
    }

    private Round refuseFirst(Handle handle, From from, RuntimeException e) {
        if (!QueueTable.takeTurn(handle)) {
            return Round.none(from);
        }
        List<QueueTable.Row> first = QueueTable.waiting(handle, from.at, from.place, 1);
        first.forEach(row -> refuse(handle, row, e));
        return new Round(first.size(), 0, first.size(), 0, first.isEmpty() ? from : from.behind(first.get(0)));
    }

    private Round post(Handle handle, From from, int most) {
        database.dialect().readCommitted(handle);
        if (!QueueTable.takeTurn(handle)) {
            return Round.none(from);
        }
        List<QueueTable.Row> waiting = QueueTable.waiting(handle, from.at, from.place, most);
        if (waiting.isEmpty()) {
            return Round.none(from);
        }
        From next = from.behind(waiting.get(waiting.size() - 1));
        Map<QueueTable.Row, Request> requests = new LinkedHashMap<>();
        Set<AccountKey> passed = new HashSet<>(from.passed);
        int refused = 0;
        for (QueueTable.Row row : waiting) {
            @Nullable Request request = request(handle, row);
            if (request == null) {
                refused++;
            } else if (Collections.disjoint(passed, request.accounts())) {
                requests.put(row, request);
            } else {
                passed.addAll(request.accounts());
            }
        }
        Round done = post(handle, requests, next.passing(passed));
        return new Round(waiting.size(), done.posted, done.refused + refused, done.rerouted, done.next);
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

    private Round post(Handle handle, Map<QueueTable.Row, Request> requests, From next) {
        if (requests.isEmpty()) {
            return Round.none(next);
        }
        Instant now = clock.instant();
        List<Outcome> outcomes =
                batch.run(handle.getConnection(), List.copyOf(requests.values()), now, Patience.SKIP_IN_ORDER, true);
        List<JournalId> posted = new ArrayList<>();
        Set<AccountKey> passed = new HashSet<>();
        int refused = 0;
        int rerouted = 0;
        int index = 0;
        for (Map.Entry<QueueTable.Row, Request> each : requests.entrySet()) {
            Outcome outcome = outcomes.get(index++);
            RuntimeException failure = outcome.failure();
            if (outcome.isJudged() && failure == null) {
                posted.add(each.getKey().id());
            } else if (outcome.isFinal()) {
                refuse(handle, each.getKey(), requireNonNull(failure));
                refused++;
            } else {
                rerouted += failure instanceof Reroute ? 1 : 0;
                passed.addAll(each.getValue().accounts());
            }
        }
        if (!QueueTable.delete(handle, posted)) {
            throw BatchSql.changed("a journal in the queue", null);
        }
        return new Round(requests.size(), posted.size(), refused, rerouted, next.passing(passed));
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
