package dev.crema.ledger.sql;

import dev.crema.books.Claimed;
import dev.crema.books.Room;
import dev.crema.event.PaymentEvent;
import dev.crema.trade.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/**
 * The rows of what listeners are told, of payments or of trades. A row without a listener is an event that is to be shared out; it ends when there
 * is a row for each listener that wants it.
 */
final class DeliveryTable {
    private static final String INSERT = """
            insert into {table} ({subject}, sequence, listener, due_at, token, tries)
            values (:subject, :sequence, :listener, :due, 0, 0)
            """;

    // An earlier event of the same payment that this listener has not taken keeps the later ones back.
    private static final String WAITING = """
            select d.{subject}, d.sequence, d.listener, d.token, d.tries from {table} d
            where (<lane>) and d.due_at <= :now and not exists (
                select 1 from {table} e
                where e.{subject} = d.{subject} and e.listener = d.listener and e.sequence < d.sequence
                    and e.outcome is null)
            order by d.due_at
            limit :limit
            for update skip locked
            """;

    private static final String CLAIM = """
            update {table} set token = :token, tries = :tries, leased_until = :until, due_at = :until
            where {subject} = :subject and sequence = :sequence and listener = :listener
            """;

    // Whoever slept past the lease holds another token; what has ended stays ended, whoever ended it.
    private static final String END = """
            update {table}
            set due_at = null, leased_until = null, outcome = :outcome, reason = :reason, ended_at = :now
            where {subject} = :subject and sequence = :sequence and listener = :listener and token = :token
                and outcome is null
            """;

    private static final String RESCHEDULE = """
            update {table} set due_at = :due, leased_until = null, reason = :reason
            where {subject} = :subject and sequence = :sequence and listener = :listener and token = :token
                and outcome is null
            """;

    /** Something to be told, as it was found. */
    record Delivery(String subject, int sequence, String listener, long token, int tries) {
        static Delivery of(Claimed.Delivery claimed) {
            return new Delivery(
                    claimed.event().paymentId().value(),
                    claimed.event().details().sequence(),
                    claimed.listener(),
                    claimed.token(),
                    claimed.tries());
        }

        static Delivery of(Claimed.TradeDelivery claimed) {
            return new Delivery(
                    claimed.event().trade().value(),
                    claimed.event().sequence(),
                    claimed.listener(),
                    claimed.token(),
                    claimed.tries());
        }

        /** The id of the event that it is about. */
        String event() {
            return subject + "-" + sequence;
        }

        Delivery claimed() {
            return new Delivery(subject, sequence, listener, token + 1, tries + 1);
        }
    }

    private final String insert;
    private final String waiting;
    private final String claim;
    private final String end;
    private final String reschedule;

    private DeliveryTable(String table, String subject) {
        this.insert = of(INSERT, table, subject);
        this.waiting = of(WAITING, table, subject);
        this.claim = of(CLAIM, table, subject);
        this.end = of(END, table, subject);
        this.reschedule = of(RESCHEDULE, table, subject);
    }

    private static String of(String sql, String table, String subject) {
        return sql.replace("{table}", table).replace("{subject}", subject);
    }

    static DeliveryTable ofPayments() {
        return new DeliveryTable("crema_delivery", "payment_id");
    }

    static DeliveryTable ofTrades() {
        return new DeliveryTable("crema_trade_delivery", "trade_id");
    }

    /** A new event, to be shared out. */
    void insert(Handle handle, PaymentEvent event) {
        insert(
                handle,
                List.of(new Delivery(event.paymentId().value(), event.details().sequence(), "", 0, 0)),
                event.details().at());
    }

    /** The event of the state that a trade has come to, to be shared out. */
    void insert(Handle handle, Trade trade) {
        insert(handle, List.of(new Delivery(trade.id().value(), trade.version(), "", 0, 0)), trade.updatedAt());
    }

    void insert(Handle handle, Collection<Delivery> deliveries, Instant due) {
        if (deliveries.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(insert);
        for (Delivery delivery : deliveries) {
            bind(batch, delivery).bind("due", due).add();
        }
        batch.execute();
    }

    /** Events that are not shared out yet. */
    List<Delivery> unshared(Handle handle, Instant now, int limit) {
        return waiting(handle.createQuery(waiting).define("lane", "d.listener = ''"), now, limit);
    }

    List<Delivery> due(Handle handle, Instant now, Room room) {
        List<Delivery> due = new ArrayList<>();
        room.open().forEach((listener, free) -> {
            if (!listener.equals(Room.NEW_EVENTS)) {
                Query lane = handle.createQuery(waiting).define("lane", "d.listener = :listener");
                due.addAll(waiting(lane.bind("listener", listener), now, free));
            }
        });
        if (room.elsewhere() > 0) {
            Query elsewhere = handle.createQuery(waiting).define("lane", Gaps.in("d.listener", room));
            due.addAll(waiting(Gaps.bind(elsewhere, room), now, room.elsewhere()));
        }
        return due;
    }

    private static List<Delivery> waiting(Query query, Instant now, int limit) {
        return query.bind("now", now)
                .bind("limit", limit)
                .map((row, context) ->
                        new Delivery(row.getString(1), row.getInt(2), row.getString(3), row.getLong(4), row.getInt(5)))
                .list();
    }

    /** Writes the claims as they are given. */
    void claim(Handle handle, Collection<Delivery> claimed, Instant now, Duration lease) {
        if (claimed.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(claim);
        for (Delivery delivery : claimed) {
            bind(batch, delivery)
                    .bind("token", delivery.token())
                    .bind("tries", delivery.tries())
                    .bind("until", now.plus(lease))
                    .add();
        }
        batch.execute();
    }

    void done(Handle handle, Collection<Delivery> told, Instant now) {
        end(handle, told, now, "DONE", "");
    }

    /** Keeps it as a dead letter. */
    void dead(Handle handle, Delivery untold, Instant now, String reason) {
        end(handle, List.of(untold), now, "DEAD", reason);
    }

    private void end(Handle handle, Collection<Delivery> ended, Instant now, String outcome, String reason) {
        if (ended.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(end);
        for (Delivery delivery : ended) {
            bind(batch, delivery)
                    .bind("token", delivery.token())
                    .bind("now", now)
                    .bind("outcome", outcome)
                    .bind("reason", reason)
                    .add();
        }
        batch.execute();
    }

    void reschedule(Handle handle, Delivery delivery, Instant due, String reason) {
        PreparedBatch batch = handle.prepareBatch(reschedule);
        bind(batch, delivery)
                .bind("token", delivery.token())
                .bind("due", due)
                .bind("reason", reason)
                .add()
                .execute();
    }

    private static PreparedBatch bind(PreparedBatch batch, Delivery delivery) {
        return batch.bind("subject", delivery.subject())
                .bind("sequence", delivery.sequence())
                .bind("listener", delivery.listener());
    }
}
