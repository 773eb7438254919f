package dev.crema.ledger.sql;

import dev.crema.books.Trail;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.context.Fingerprint;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The rows of what channels told by themselves: the same news again is counted. Guarded by the lock on the payment's row.
 */
final class NewsTable {
    private static final int MOST = 200;

    private static final String AGAIN = """
            update crema_news set times = times + 1, last_at = :now where payment_id = :payment and news_key = :key
            """;

    private static final String COUNT = "select count(*) from crema_news where payment_id = :payment";

    private static final String INSERT = """
            insert into crema_news (payment_id, news_key, source, result, message, times, effect, first_at, last_at)
            values (:payment, :key, :source, :result, :message, 1, :effect, :now, :now)
            """;

    private static final String OF = """
            select source, result, message, times, effect, first_at, last_at from crema_news
            where payment_id = :payment
            order by first_at, news_key
            """;

    private NewsTable() {}

    /** Notes what was told, and what it made of the payment. */
    static void note(Handle handle, Payment before, Payment after, ChannelFact fact, String message, Instant now) {
        String payment = before.id().value();
        String key = Fingerprint.of(fact.source() + " " + fact.result().kind(), List.of(message));
        int again = handle.createUpdate(AGAIN)
                .bind("payment", payment)
                .bind("key", key)
                .bind("now", now)
                .execute();
        if (again > 0 || count(handle, payment) >= MOST) {
            return; // whoever sends ever new words fills no table with them
        }
        handle.createUpdate(INSERT)
                .bind("payment", payment)
                .bind("key", key)
                .bind("source", fact.source())
                .bind("result", fact.result().kind())
                .bind("message", message)
                .bind(
                        "effect",
                        after.version() > before.version() ? after.state().name() : "")
                .bind("now", now)
                .execute();
    }

    private static int count(Handle handle, String payment) {
        return handle.createQuery(COUNT)
                .bind("payment", payment)
                .mapTo(int.class)
                .one();
    }

    static List<Trail.News> of(Handle handle, PaymentId payment) {
        return handle.createQuery(OF)
                .bind("payment", payment.value())
                .map((row, context) -> new Trail.News(
                        ChannelFact.Source.valueOf(row.getString("source")),
                        ChannelResult.Kind.valueOf(row.getString("result")),
                        row.getString("message"),
                        row.getInt("times"),
                        row.getString("effect"),
                        Instants.read(row, "first_at"),
                        Instants.read(row, "last_at")))
                .list();
    }
}
