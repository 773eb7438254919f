package dev.crema.ledger.sql;

import dev.crema.books.DeadLetter;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The dead letters among the rows of work: payments' own, and what listeners were to be told. */
final class DeadLetterTable {
    // Work whose payment is missing belongs to nobody: whoever has only one scope may see it.
    private static final String LETTERS = """
            select w.payment_id, w.sequence, w.listener, w.reason, w.tries, w.ended_at, p.state
            from (
                select payment_id, sequence, '' as listener, reason, tries, ended_at
                    from crema_task where outcome = 'DEAD'
                union all
                select payment_id, sequence, listener, reason, tries, ended_at
                    from crema_delivery where outcome = 'DEAD') w
            left join crema_payment p on p.payment_id = w.payment_id
            where coalesce(p.scope, :default) = :scope
            """;

    private static final String LIST = LETTERS + """
                and (w.payment_id > :payment or (w.payment_id = :payment
                    and (w.sequence > :sequence or (w.sequence = :sequence and w.listener > :listener))))
            order by w.payment_id, w.sequence, w.listener
            limit :limit
            """;

    private static final String ONE = LETTERS + """
                and w.payment_id = :payment and w.sequence = :sequence and w.listener = :listener
            """;

    private static final String REPLAY_WORK = """
            update crema_task set due_at = :now, tries = 0, outcome = null, reason = null, ended_at = null
            where payment_id = :payment and sequence = :sequence and outcome = 'DEAD'
            """;

    private static final String REPLAY_DELIVERY = """
            update crema_delivery set due_at = :now, tries = 0, outcome = null, reason = null, ended_at = null
            where payment_id = :payment and sequence = :sequence and listener = :listener and outcome = 'DEAD'
            """;

    private static final String DISCARD_WORK = """
            update crema_task set outcome = 'DONE', reason = :reason, ended_at = :now
            where payment_id = :payment and sequence = :sequence and outcome = 'DEAD'
            """;

    private static final String DISCARD_DELIVERY = """
            update crema_delivery set outcome = 'DISCARDED', reason = :reason, ended_at = :now
            where payment_id = :payment and sequence = :sequence and listener = :listener and outcome = 'DEAD'
            """;

    List<DeadLetter> list(Handle handle, Scope scope, Optional<DeadLetter.Id> after, int limit) {
        return in(handle.createQuery(LIST), scope)
                .bind("payment", after.map(id -> id.payment().value()).orElse(""))
                .bind("sequence", after.map(DeadLetter.Id::sequence).orElse(-1))
                .bind("listener", after.map(DeadLetter.Id::listener).orElse(""))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    Optional<DeadLetter> find(Handle handle, Scope scope, DeadLetter.Id id) {
        return in(handle.createQuery(ONE), scope)
                .bind("payment", id.payment().value())
                .bind("sequence", id.sequence())
                .bind("listener", id.listener())
                .map((row, context) -> read(row))
                .findOne();
    }

    boolean replay(Handle handle, Scope scope, DeadLetter.Id id, Instant now) {
        return find(handle, scope, id).isPresent()
                && change(handle, id.isWork() ? REPLAY_WORK : REPLAY_DELIVERY, id, now, "");
    }

    boolean discard(Handle handle, Scope scope, DeadLetter.Id id, Instant now, String reason) {
        Optional<DeadLetter> letter = find(handle, scope, id);
        Optional<PaymentState> open =
                letter.flatMap(DeadLetter::state).filter(state -> id.isWork() && !state.isTerminal());
        if (open.isPresent()) {
            throw new InvalidStateException("payment " + id.payment() + " is " + open.get()
                    + " and its money waits for a decision: replay its work, or find out what became of it");
        }
        String shown = new Reason("", reason).message();
        return letter.isPresent() && change(handle, id.isWork() ? DISCARD_WORK : DISCARD_DELIVERY, id, now, shown);
    }

    private static boolean change(Handle handle, String update, DeadLetter.Id id, Instant now, String reason) {
        return handle.createUpdate(update)
                        .bind("payment", id.payment().value())
                        .bind("sequence", id.sequence())
                        .bind("listener", id.listener())
                        .bind("reason", reason)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    private static Query in(Query query, Scope scope) {
        return query.bind("scope", scope.name()).bind("default", Scope.DEFAULT.name());
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        @Nullable String reason = row.getString("reason");
        return new DeadLetter(
                new DeadLetter.Id(
                        new PaymentId(row.getString("payment_id")), row.getInt("sequence"), row.getString("listener")),
                reason == null ? "" : reason,
                row.getInt("tries"),
                Instants.read(row, "ended_at"),
                Optional.ofNullable(row.getString("state")).map(PaymentState::valueOf));
    }
}
