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

/** The rows of trades' work: sequence 0 is the trade itself, any above it the event of the state of that version. */
final class TradeTaskTable {
    static final int TRADE = 0;

    private static final String INSERT = """
            insert into crema_trade_task (trade_id, sequence, due_at, token, tries)
            values (:trade, :sequence, :due, 0, 0)
            """;

    private static final String DUE = """
            select trade_id, sequence, token, tries from crema_trade_task
            where due_at <= :now and <kind>
            order by due_at
            limit :limit
            for update skip locked
            """;

    private static final String CLAIM = """
            update crema_trade_task set token = :token, tries = :tries, leased_until = :until, due_at = :until
            where trade_id = :trade and sequence = :sequence
            """;

    // Whoever slept past the lease holds another token; what has ended stays ended, whoever ended it.
    private static final String RESCHEDULE = """
            update crema_trade_task set due_at = :due, leased_until = null
            where trade_id = :trade and sequence = :sequence and token = :token and outcome is null
            """;

    private static final String END = """
            update crema_trade_task set due_at = null, leased_until = null, outcome = :outcome, reason = :reason
            where trade_id = :trade and sequence = :sequence and token = :token and outcome is null
            """;

    // What has rested wakes up; whoever is just at it waits for the payment's lock or comes back.
    private static final String WAKE = """
            update crema_trade_task set due_at = :now, tries = 0, outcome = null, reason = null
            where trade_id = :trade and sequence = 0
            """;

    private static final String REST = """
            update crema_trade_task
            set due_at = :due, leased_until = null, tries = 0, outcome = :outcome, reason = :reason
            where trade_id = :trade and sequence = 0
            """;

    /** A piece of work as it was found. */
    record Task(String trade, int sequence, long token, int tries) {
        /** The id of the event that it is about. */
        String event() {
            return trade + "-" + sequence;
        }

        Task claimed() {
            return new Task(trade, sequence, token + 1, tries + 1);
        }
    }

    void insert(Handle handle, TradeId trade, int sequence, Instant due) {
        handle.createUpdate(INSERT)
                .bind("trade", trade.value())
                .bind("sequence", sequence)
                .bind("due", due)
                .execute();
    }

    List<Task> dueTrades(Handle handle, Instant now, int limit) {
        return due(handle, "sequence = 0", now, limit);
    }

    List<Task> dueEvents(Handle handle, Instant now, int limit) {
        return due(handle, "sequence > 0", now, limit);
    }

    // Never "after the last one seen": a row may become visible after a later one.
    private static List<Task> due(Handle handle, String kind, Instant now, int limit) {
        return limit == 0
                ? List.of()
                : handle.createQuery(DUE)
                        .define("kind", kind)
                        .bind("now", now)
                        .bind("limit", limit)
                        .map((row, context) -> new Task(row.getString(1), row.getInt(2), row.getLong(3), row.getInt(4)))
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
                    .bind("sequence", task.sequence())
                    .bind("token", task.token())
                    .bind("tries", task.tries())
                    .bind("until", now.plus(lease))
                    .add();
        }
        batch.execute();
    }

    void reschedule(Handle handle, TradeId trade, int sequence, long token, Instant due) {
        handle.createUpdate(RESCHEDULE)
                .bind("trade", trade.value())
                .bind("sequence", sequence)
                .bind("token", token)
                .bind("due", due)
                .execute();
    }

    void done(Handle handle, TradeId trade, int sequence, long token) {
        end(handle, trade, sequence, token, "DONE", "");
    }

    /** Keeps it as a dead letter. */
    void dead(Handle handle, TradeId trade, int sequence, long token, String reason) {
        end(handle, trade, sequence, token, "DEAD", reason);
    }

    private static void end(Handle handle, TradeId trade, int sequence, long token, String outcome, String reason) {
        handle.createUpdate(END)
                .bind("trade", trade.value())
                .bind("sequence", sequence)
                .bind("token", token)
                .bind("outcome", outcome)
                .bind("reason", reason)
                .execute();
    }

    /** Makes the work on a trade due: something has happened to a payment of it. */
    void wake(Handle handle, TradeId trade, Instant now) {
        handle.createUpdate(WAKE).bind("trade", trade.value()).bind("now", now).execute();
    }

    /** Lets a trade rest until then, or until it is woken; one that needs a person is kept as a dead letter. */
    void rest(Handle handle, TradeId trade, Optional<Instant> until, Optional<Attention> attention) {
        Optional<String> outcome =
                until.isPresent() ? Optional.empty() : Optional.of(attention.isPresent() ? "DEAD" : "DONE");
        handle.createUpdate(REST)
                .bind("trade", trade.value())
                .bind("due", until)
                .bind("outcome", outcome)
                .bind(
                        "reason",
                        outcome.map(any -> attention.map(Attention::name).orElse("")))
                .execute();
    }
}
