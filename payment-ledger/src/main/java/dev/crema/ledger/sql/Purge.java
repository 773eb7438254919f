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
    private static final String DELETE_WORK = "delete from crema_task where payment_id in (<payments>)";

    private static final String ENDED_DELIVERIES = """
            select payment_id, sequence, listener from crema_delivery
            where ended_at < :before and outcome <> 'DEAD'
            order by ended_at
            limit :limit
            for update skip locked
            """;

    private static final String DELETE_DELIVERY = """
            delete from crema_delivery where payment_id = :payment and sequence = :sequence and listener = :listener
            """;

    int run(Handle handle, Instant endedBefore, int limit) {
        return work(handle, endedBefore, limit) + deliveries(handle, endedBefore, limit);
    }

    private static int work(Handle handle, Instant before, int limit) {
        List<String> payments = handle.createQuery(ENDED_WORK)
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
        if (!payments.isEmpty()) {
            handle.createUpdate(DELETE_ATTEMPTS).bindList("payments", payments).execute();
            handle.createUpdate(DELETE_WORK).bindList("payments", payments).execute();
        }
        return payments.size();
    }

    private static int deliveries(Handle handle, Instant before, int limit) {
        record Key(String payment, int sequence, String listener) {}
        List<Key> ended = handle.createQuery(ENDED_DELIVERIES)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> new Key(row.getString(1), row.getInt(2), row.getString(3)))
                .list();
        if (!ended.isEmpty()) {
            var batch = handle.prepareBatch(DELETE_DELIVERY);
            ended.forEach(key -> batch.bind("payment", key.payment())
                    .bind("sequence", key.sequence())
                    .bind("listener", key.listener())
                    .add());
            batch.execute();
        }
        return ended.size();
    }
}
