package dev.crema.ledger.sql;

import dev.crema.channel.ChannelResult;
import dev.crema.payment.Attempt;
import dev.crema.payment.ChannelReference;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Work;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of attempts: written before the call, answered after it. */
final class AttemptTable {
    private static final String INSERT = """
            insert into crema_attempt (payment_id, number, work, channel, route, started_at, message)
            values (:payment, :number, :work, :channel, :route, :startedAt, '')
            """;

    private static final String ANSWER = """
            update crema_attempt set result = :result, message = :message, answered_at = :at
            where payment_id = :payment and number = :number
            """;

    private static final String SELECT = """
            select payment_id, number, work, channel, route, started_at, answered_at, result, message
            from crema_attempt
            where payment_id in (<payments>)
            order by payment_id, number
            """;

    void insertAll(Handle handle, Collection<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (Attempt attempt : attempts) {
            batch.bind("payment", attempt.reference().payment().value())
                    .bind("number", attempt.number())
                    .bind("work", attempt.work())
                    .bind("channel", attempt.channel())
                    .bind("route", attempt.reference().route())
                    .bind("startedAt", attempt.startedAt())
                    .add();
        }
        batch.execute();
    }

    void answer(Handle handle, Attempt attempt, ChannelResult.Kind result, String message, Instant at) {
        handle.createUpdate(ANSWER)
                .bind("payment", attempt.reference().payment().value())
                .bind("number", attempt.number())
                .bind("result", result)
                .bind("message", message)
                .bind("at", at)
                .execute();
    }

    List<Attempt> of(Handle handle, PaymentId payment) {
        return byPayment(handle, List.of(payment.value())).getOrDefault(payment.value(), List.of());
    }

    Map<String, List<Attempt>> byPayment(Handle handle, Collection<String> payments) {
        if (payments.isEmpty()) {
            return Map.of();
        }
        return handle
                .createQuery(SELECT)
                .bindList("payments", List.copyOf(payments))
                .map((row, context) -> read(row))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        attempt -> attempt.reference().payment().value()));
    }

    /** The last that asked the channel to move money. */
    static Optional<Attempt> lastSend(List<Attempt> attempts) {
        return attempts.stream().filter(attempt -> attempt.work() == Work.SEND).reduce((earlier, later) -> later);
    }

    private static Attempt read(ResultSet row) throws SQLException {
        return new Attempt(
                row.getInt("number"),
                Work.valueOf(row.getString("work")),
                row.getString("channel"),
                new ChannelReference(new PaymentId(row.getString("payment_id")), row.getInt("route")),
                Instants.read(row, "started_at"),
                Instants.readOptional(row, "answered_at"),
                Optional.ofNullable(row.getString("result")).map(ChannelResult.Kind::valueOf),
                row.getString("message"));
    }
}
