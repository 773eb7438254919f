package dev.crema.ledger.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Deletes what is only of use while work goes on, long after it ended. */
final class Purge {
    private static final String ENDED_WORK = """
            select payment_id from crema_task
            where ended_at < :before and outcome = 'DONE'
            order by ended_at
            limit :limit
            for update skip locked
            """;

    private static final String DELETE_ATTEMPTS = "delete from crema_attempt where payment_id in (<payments>)";
    private static final String DELETE_NEWS = "delete from crema_news where payment_id in (<payments>)";
    private static final String DELETE_WORK = "delete from crema_task where payment_id in (<payments>)";

    // The work of a trade that may still go on by itself must be there to be woken.
    private static final String ENDED_TRADES = """
            select k.trade_id from crema_trade_task k
            where k.ended_at < :before and k.outcome = 'DONE' and exists (
                select 1 from crema_trade t where t.trade_id = k.trade_id
                    and t.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'REFUNDED'))
            order by k.ended_at
            limit :limit
            for update skip locked
            """;

    private static final String DELETE_TRADES = "delete from crema_trade_task where trade_id in (<trades>)";

    private static final String ENDED_DELIVERIES = """
            select {subject}, sequence, listener from {table}
            where ended_at < :before and outcome <> 'DEAD'
            order by ended_at
            limit :limit
            for update skip locked
            """;

    private static final String DELETE_DELIVERY = """
            delete from {table} where {subject} = :subject and sequence = :sequence and listener = :listener
            """;

    int run(Handle handle, Instant endedBefore, int limit) {
        return work(handle, endedBefore, limit)
                + trades(handle, endedBefore, limit)
                + deliveries(handle, "crema_delivery", "payment_id", endedBefore, limit)
                + deliveries(handle, "crema_trade_delivery", "trade_id", endedBefore, limit);
    }

    private static int work(Handle handle, Instant before, int limit) {
        List<String> payments = ended(handle, ENDED_WORK, before, limit);
        if (!payments.isEmpty()) {
            handle.createUpdate(DELETE_ATTEMPTS).bindList("payments", payments).execute();
            handle.createUpdate(DELETE_NEWS).bindList("payments", payments).execute();
            handle.createUpdate(DELETE_WORK).bindList("payments", payments).execute();
        }
        return payments.size();
    }

    private static int trades(Handle handle, Instant before, int limit) {
        List<String> trades = ended(handle, ENDED_TRADES, before, limit);
        if (!trades.isEmpty()) {
            handle.createUpdate(DELETE_TRADES).bindList("trades", trades).execute();
        }
        return trades.size();
    }

    private static List<String> ended(Handle handle, String query, Instant before, int limit) {
        return handle.createQuery(query)
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    private static int deliveries(Handle handle, String table, String subject, Instant before, int limit) {
        record Key(String subject, int sequence, String listener) {}
        List<Key> ended = handle.createQuery(
                        ENDED_DELIVERIES.replace("{table}", table).replace("{subject}", subject))
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> new Key(row.getString(1), row.getInt(2), row.getString(3)))
                .list();
        if (!ended.isEmpty()) {
            var batch = handle.prepareBatch(
                    DELETE_DELIVERY.replace("{table}", table).replace("{subject}", subject));
            ended.forEach(key -> batch.bind("subject", key.subject())
                    .bind("sequence", key.sequence())
                    .bind("listener", key.listener())
                    .add());
            batch.execute();
        }
        return ended.size();
    }
}
