package dev.crema.ledger.sql;

import dev.crema.books.DeadLetter;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.payment.Decision;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.trade.TradeState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters among the rows of work: payments' and trades' own, and what listeners were to be told. */
final class DeadLetterTable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterTable.class);

    // Work whose payment or trade is missing belongs to nobody: whoever has only one scope may see it.
    private static final String LETTERS = """
            select w.about, w.subject, w.sequence, w.listener, w.reason, w.tries, w.ended_at,
                coalesce(p.state, t.state) as state, coalesce(p.context, t.context) as context, p.order_id,
                (select max(a.number) from crema_attempt a where a.payment_id = w.subject and w.about = 'PAYMENT')
                    as attempt
            from (
                select 'PAYMENT' as about, payment_id as subject, sequence, '' as listener, reason, tries, ended_at
                    from crema_task where outcome in ('DEAD', 'HELD')
                union all
                select 'PAYMENT', payment_id, sequence, listener, reason, tries, ended_at
                    from crema_delivery where outcome = 'DEAD'
                union all
                select 'TRADE', trade_id, 0, '', reason, tries, ended_at
                    from crema_trade_task where outcome in ('DEAD', 'HELD')
                union all
                select 'TRADE', trade_id, sequence, listener, reason, tries, ended_at
                    from crema_trade_delivery where outcome = 'DEAD') w
            left join crema_payment p on p.payment_id = w.subject and w.about = 'PAYMENT'
            left join crema_trade t on t.trade_id = w.subject and w.about = 'TRADE'
            where coalesce(p.scope, t.scope, :default) = :scope
            """;

    private static final String LIST = LETTERS + """
                and (w.about > :about or (w.about = :about and (w.subject > :subject or (w.subject = :subject
                    and (w.sequence > :sequence or (w.sequence = :sequence and w.listener > :listener))))))
            order by w.about, w.subject, w.sequence, w.listener
            limit :limit
            """;

    private static final String ONE = LETTERS + """
                and w.about = :about and w.subject = :subject and w.sequence = :sequence and w.listener = :listener
            """;

    private static final String REPLAY = """
            update {table} set due_at = :now, tries = 0, outcome = null, reason = null, ended_at = null
            where {key} and outcome = 'DEAD'
            """;

    private static final String DISCARD = """
            update {table} set outcome = '{outcome}', reason = :reason, ended_at = :now
            where {key} and outcome = 'DEAD'
            """;

    List<DeadLetter> list(Handle handle, Scope scope, Optional<DeadLetter.Id> after, int limit) {
        return in(handle.createQuery(LIST), scope)
                .bind("about", after.map(id -> id.about().name()).orElse(""))
                .bind("subject", after.map(DeadLetter.Id::subject).orElse(""))
                .bind("sequence", after.map(DeadLetter.Id::sequence).orElse(-1))
                .bind("listener", after.map(DeadLetter.Id::listener).orElse(""))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    Optional<DeadLetter> find(Handle handle, Scope scope, DeadLetter.Id id) {
        return in(handle.createQuery(ONE), scope)
                .bind("about", id.about().name())
                .bind("subject", id.subject())
                .bind("sequence", id.sequence())
                .bind("listener", id.listener())
                .map((row, context) -> read(row))
                .findOne();
    }

    boolean replay(Handle handle, Scope scope, DeadLetter.Id id, Instant now) {
        return find(handle, scope, id).isPresent() && change(handle, REPLAY, id, now, "");
    }

    boolean discard(Handle handle, Scope scope, DeadLetter.Id id, Decision decision) {
        Optional<DeadLetter> letter = find(handle, scope, id);
        Optional<String> open = letter.flatMap(DeadLetter::state).filter(state -> id.isWork() && !hasEnded(id, state));
        if (open.isPresent()) {
            throw new InvalidStateException(
                    id.about().name().toLowerCase(Locale.ROOT) + " " + id.subject() + " is " + open.get()
                            + " and its money waits for a decision: replay its work, or find out what became of it");
        }
        String reason = new Reason("", "discarded by " + decision.by() + ": " + decision.why()).message();
        if (letter.isEmpty() || !change(handle, DISCARD, id, decision.at(), reason)) {
            return false;
        }
        DecisionTable decisions =
                id.about() == DeadLetter.About.TRADE ? DecisionTable.OF_TRADES : DecisionTable.OF_PAYMENTS;
        decisions.decided(handle, id.subject(), decision);
        return true;
    }

    private static boolean hasEnded(DeadLetter.Id id, String state) {
        return id.about() == DeadLetter.About.TRADE
                ? TradeState.valueOf(state).isEnd()
                : PaymentState.valueOf(state).isTerminal();
    }

    private static boolean change(Handle handle, String update, DeadLetter.Id id, Instant now, String reason) {
        boolean ofTrade = id.about() == DeadLetter.About.TRADE;
        String table = (ofTrade ? "crema_trade_" : "crema_") + (id.isWork() ? "task" : "delivery");
        String key = (ofTrade ? "trade_id" : "payment_id") + " = :subject"
                + (ofTrade && id.isWork() ? "" : " and sequence = :sequence")
                + (id.isWork() ? "" : " and listener = :listener");
        return handle.createUpdate(update.replace("{table}", table)
                                .replace("{key}", key)
                                .replace("{outcome}", id.isWork() ? "DONE" : "DISCARDED"))
                        .bind("subject", id.subject())
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
        DeadLetter.Id id = new DeadLetter.Id(
                DeadLetter.About.valueOf(row.getString("about").trim()),
                row.getString("subject"),
                row.getInt("sequence"),
                row.getString("listener"));
        return new DeadLetter(
                id,
                reason == null ? "" : reason,
                row.getInt("tries"),
                Instants.read(row, "ended_at"),
                Optional.ofNullable(row.getString("state")),
                context(id, row));
    }

    private static BusinessContext context(DeadLetter.Id id, ResultSet row) throws SQLException {
        BusinessContext context = given(id, row.getString("context"));
        if (id.about() == DeadLetter.About.TRADE) {
            return context;
        }
        @Nullable String order = row.getString("order_id");
        if (order != null && context.order().isEmpty()) {
            context = context.order(order);
        }
        int attempt = row.getInt("attempt");
        return attempt == 0 ? context : context.attempt(attempt);
    }

    /** What the caller gave, unless that is missing or unreadable, which may be why the work was given up. */
    private static BusinessContext given(DeadLetter.Id id, @Nullable String text) {
        BusinessContext given = BusinessContext.NONE;
        try {
            given = text == null ? given : ContextText.read(text);
        } catch (RuntimeException e) {
            log.warn("the context of dead letter {} cannot be read", id, e);
        }
        return id.about() == DeadLetter.About.TRADE ? given.trade(id.subject()) : given.payment(id.subject());
    }
}
