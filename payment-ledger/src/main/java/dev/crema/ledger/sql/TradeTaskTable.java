package dev.crema.ledger.sql;

import dev.crema.payment.Attention;
import dev.crema.trade.TradeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of work on trades themselves. */
final class TradeTaskTable {
    private static final String INSERT = """
            insert into crema_trade_task (trade_id, due_at, token, tries) values (:trade, :due, 0, 0)
            """;

    private static final String DUE = """
            select trade_id, token, tries from crema_trade_task
            where due_at <= :now
            order by due_at
            limit :limit
            for update skip locked
            """;

    private static final String CLAIM = """
            update crema_trade_task set token = :token, tries = :tries, leased_until = :until, due_at = :until
            where trade_id = :trade
            """;

    // Whoever slept past the lease holds another token; what has ended stays ended, whoever ended it.
    private static final String RESCHEDULE = """
            update crema_trade_task set due_at = :due, leased_until = null, reason = :reason
            where trade_id = :trade and token = :token and (outcome is null or outcome = 'HELD')
            """;

    private static final String DEAD = """
            update crema_trade_task
            set due_at = null, leased_until = null, outcome = 'DEAD', reason = :reason, ended_at = :now
            where trade_id = :trade and token = :token and (outcome is null or outcome = 'HELD')
            """;

    // What has rested wakes up; whoever is just at it waits for the payment's lock or comes back.
    private static final String WAKE = """
            update crema_trade_task set due_at = :now, tries = 0, outcome = null, reason = null, ended_at = null
            where trade_id = :trade
            """;

    private static final String REST = """
            update crema_trade_task
            set due_at = :due, leased_until = null, tries = 0, outcome = :outcome, reason = :reason, ended_at = :ended
            where trade_id = :trade
            """;

    /** A piece of work as it was found. */
    record Task(String trade, long token, int tries) {
        Task claimed() {
            return new Task(trade, token + 1, tries + 1);
        }
    }

    void insert(Handle handle, TradeId trade, Instant due) {
        handle.createUpdate(INSERT)
                .bind("trade", trade.value())
                .bind("due", due)
                .execute();
    }

    // Never "after the last one seen": a row may become visible after a later one.
    List<Task> due(Handle handle, Instant now, int limit) {
        return handle.createQuery(DUE)
                .bind("now", now)
                .bind("limit", limit)
                .map((row, context) -> new Task(row.getString(1), row.getLong(2), row.getInt(3)))
                .list();
    }

    /** Writes the claims as they are given. */
    void claim(Handle handle, Collection<Task> claimed, Instant now, Duration lease) {
        if (claimed.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(CLAIM);
        for (Task task : claimed) {
            batch.bind("trade", task.trade())
                    .bind("token", task.token())
                    .bind("tries", task.tries())
                    .bind("until", now.plus(lease))
                    .add();
        }
        batch.execute();
    }

    void reschedule(Handle handle, TradeId trade, long token, Instant due, String reason) {
        handle.createUpdate(RESCHEDULE)
                .bind("trade", trade.value())
                .bind("token", token)
                .bind("due", due)
                .bind("reason", reason)
                .execute();
    }

    /** Keeps it as a dead letter; returns whether the token still held it. */
    boolean dead(Handle handle, TradeId trade, long token, Instant now, String reason) {
        return handle.createUpdate(DEAD)
                        .bind("trade", trade.value())
                        .bind("token", token)
                        .bind("now", now)
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    /** Makes the work on a trade due: something has happened to a payment of it. */
    void wake(Handle handle, TradeId trade, Instant now) {
        handle.createUpdate(WAKE).bind("trade", trade.value()).bind("now", now).execute();
    }

    /** Lets a trade rest until then, or until it is woken; one that needs a person is kept as a dead letter. */
    void rest(Handle handle, TradeId trade, Optional<Instant> until, Optional<Attention> attention, Instant now) {
        if (update(handle, trade, until, attention, now) == 0) {
            insert(handle, trade, now); // its work had ended so long ago that it was deleted
            update(handle, trade, until, attention, now);
        }
    }

    private static int update(
            Handle handle, TradeId trade, Optional<Instant> until, Optional<Attention> attention, Instant now) {
        Optional<String> outcome = until.isPresent()
                ? attention.filter(Attention.RISK::equals).map(held -> "HELD")
                : Optional.of(attention.isPresent() ? "DEAD" : "DONE");
        return handle.createUpdate(REST)
                .bind("trade", trade.value())
                .bind("due", until)
                .bind("outcome", outcome)
                .bind(
                        "reason",
                        outcome.map(any -> attention.map(Attention::name).orElse("")))
                .bind("ended", outcome.map(any -> now))
                .execute();
    }
}
