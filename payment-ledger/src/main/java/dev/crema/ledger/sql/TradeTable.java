package dev.crema.ledger.sql;

import dev.crema.books.TradeHistory;
import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Reason;
import dev.crema.plan.Order;
import dev.crema.plan.Plan;
import dev.crema.trade.Deal;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradeState;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of trades, and of the states they were in. */
final class TradeTable {
    private static final String INSERT = """
            insert into crema_trade (trade_id, scope, reference, trade_type, payer, amount_minor, currency, subject,
                return_to, valid_seconds, options, facts, plan, why, confirm_seconds, unconfirmed, state, version, ending, tries,
                confirm_by, review_until, reason_code, reason_message, attention, context, created_at, updated_at)
            values (:id, :scope, :reference, :type, :payer, :amount, :currency, :subject,
                :returnTo, :validSeconds, :options, :facts, :plan, :why, :confirmSeconds, :unconfirmed, :state, :version, :ending,
                :tries, :confirmBy, :reviewUntil, :reasonCode, :reasonMessage, :attention, :context, :createdAt, :updatedAt)
            """;

    // The row is locked by whoever writes; the version only makes sure of it.
    private static final String UPDATE = """
            update crema_trade
            set state = :state, version = :version, ending = :ending, tries = :tries, confirm_by = :confirmBy,
                review_until = :reviewUntil,
                reason_code = :reasonCode, reason_message = :reasonMessage, attention = :attention,
                updated_at = :updatedAt
            where trade_id = :id and version = :versionBefore
            """;

    private static final String SELECT = """
            select trade_id, scope, reference, trade_type, payer, amount_minor, currency, subject, return_to,
                valid_seconds, options, facts, plan, why, confirm_seconds, unconfirmed, state, version, ending, tries, confirm_by,
                review_until, reason_code, reason_message, attention, context, created_at, updated_at
            from crema_trade
            """;

    private static final String FIND = SELECT + "where trade_id = :id";
    private static final String LOCK = FIND + " for update";

    private static final String ENTERED = """
            insert into crema_trade_transition (trade_id, version, state, reason_code, reason_message, entered_at)
            values (:id, :version, :state, :reasonCode, :reasonMessage, :at)
            """;

    private static final String EVENTS = """
            select e.trade_id, e.version, e.state, e.reason_code, e.reason_message, e.entered_at,
                t.scope, t.reference, t.amount_minor, t.currency, t.context
            from crema_trade_transition e join crema_trade t on t.trade_id = e.trade_id
            where e.trade_id in (<trades>)
            """;

    private static final String TRANSITIONS = """
            select version, state, reason_code, reason_message, entered_at from crema_trade_transition
            where trade_id = :id
            order by version
            """;

    private static final String CONTEXTS = "select trade_id, context from crema_trade where trade_id in (<trades>)";

    private final PlanTable plans = new PlanTable();

    void insert(Handle handle, Trade trade) {
        Deal deal = trade.deal();
        Plan plan = trade.plan();
        handle.createUpdate(INSERT)
                .bind("scope", trade.scope().name())
                .bind("reference", trade.reference().value())
                .bind("type", deal.type())
                .bind("payer", deal.payer().path())
                .bind("amount", deal.amount().minor())
                .bind("currency", deal.amount().currency().code())
                .bind("subject", deal.subject())
                .bind("returnTo", deal.returnTo().map(URI::toString))
                .bind("validSeconds", deal.validFor().toSeconds())
                .bind("options", OptionText.write(deal.options()))
                .bind("facts", OptionText.write(deal.facts()))
                .bind("plan", plan.name())
                .bind("why", plan.why())
                .bind("confirmSeconds", plan.confirmWithin().map(Duration::toSeconds))
                .bind("unconfirmed", plan.unconfirmed())
                .bind("context", ContextText.write(trade.context()))
                .bind("createdAt", trade.createdAt())
                .bindMap(progress(trade))
                .execute();
        plans.insert(handle, trade);
        entered(handle, trade);
    }

    private static Map<String, @Nullable Object> progress(Trade trade) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", trade.id().value());
        columns.put("state", trade.state().name());
        columns.put("version", trade.version());
        columns.put("ending", trade.ending().map(TradeState::name).orElse(null));
        columns.put("tries", trade.tries());
        columns.put("confirmBy", trade.confirmBy().orElse(null));
        columns.put("reviewUntil", trade.reviewUntil().orElse(null));
        columns.put("reasonCode", trade.reason().map(Reason::code).orElse(null));
        columns.put("reasonMessage", trade.reason().map(Reason::message).orElse(null));
        columns.put("attention", trade.attention().map(Attention::name).orElse(null));
        columns.put("updatedAt", trade.updatedAt());
        return columns;
    }

    void update(Handle handle, Trade before, Trade next) {
        if (progress(before).equals(progress(next))) {
            return;
        }
        int updated = handle.createUpdate(UPDATE)
                .bind("versionBefore", before.version())
                .bindMap(progress(next))
                .execute();
        if (updated != 1) {
            throw new ConcurrencyException("trade " + next.id() + " changed while it was locked; nothing was written");
        }
    }

    /** Records that the trade has come to the state it is in. */
    void entered(Handle handle, Trade trade) {
        handle.createUpdate(ENTERED)
                .bind("id", trade.id().value())
                .bind("version", trade.version())
                .bind("state", trade.state())
                .bind("reasonCode", trade.reason().map(Reason::code))
                .bind("reasonMessage", trade.reason().map(Reason::message))
                .bind("at", trade.updatedAt())
                .execute();
    }

    /** The trade without its payments. */
    Optional<Trade> find(Handle handle, TradeId id) {
        return read(handle, FIND, id);
    }

    /** The trade without its payments, locked until the end of the transaction. */
    Optional<Trade> lock(Handle handle, TradeId id) {
        return read(handle, LOCK, id);
    }

    private Optional<Trade> read(Handle handle, String query, TradeId id) {
        return handle.createQuery(query)
                .bind("id", id.value())
                .map((row, context) -> read(handle, row))
                .findOne();
    }

    List<TradeId> ofOrder(Handle handle, Scope scope, Reference order) {
        return plans.tradesOf(handle, scope, order);
    }

    List<TradeEvent> events(Handle handle, Collection<String> trades) {
        return handle.createQuery(EVENTS)
                .bindList("trades", List.copyOf(trades))
                .map((row, context) -> new TradeEvent(
                        new TradeId(row.getString("trade_id")),
                        new Scope(row.getString("scope")),
                        new Reference(row.getString("reference")),
                        Money.ofMinor(row.getString("currency"), row.getLong("amount_minor")),
                        TradeState.valueOf(row.getString("state")),
                        row.getInt("version"),
                        PaymentRow.reason(row),
                        ContextText.read(row.getString("context")),
                        Instants.read(row, "entered_at")))
                .list();
    }

    List<TradeHistory.Transition> transitions(Handle handle, TradeId id) {
        return handle.createQuery(TRANSITIONS)
                .bind("id", id.value())
                .map((row, context) -> new TradeHistory.Transition(
                        row.getInt("version"),
                        TradeState.valueOf(row.getString("state")),
                        PaymentRow.reason(row),
                        Instants.read(row, "entered_at")))
                .list();
    }

    /** What the trades are part of. */
    Map<String, BusinessContext> contexts(Handle handle, Collection<String> trades) {
        Map<String, BusinessContext> contexts = new HashMap<>();
        if (!trades.isEmpty()) {
            handle.createQuery(CONTEXTS)
                    .bindList("trades", List.copyOf(trades))
                    .map((row, context) -> contexts.put(row.getString(1), ContextText.read(row.getString(2))))
                    .list();
        }
        return contexts;
    }

    private Trade read(Handle handle, ResultSet row) throws SQLException {
        TradeId id = new TradeId(row.getString("trade_id"));
        String currency = row.getString("currency");
        List<Order> orders = plans.orders(handle, id, currency);
        long confirmSeconds = row.getLong("confirm_seconds");
        Optional<Duration> confirmWithin =
                row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(confirmSeconds));
        return new Trade(
                id,
                new Scope(row.getString("scope")),
                new Reference(row.getString("reference")),
                new Deal(
                        row.getString("trade_type"),
                        new AccountId(row.getString("payer")),
                        orders,
                        row.getString("subject"),
                        Optional.ofNullable(row.getString("return_to")).map(URI::create),
                        Duration.ofSeconds(row.getLong("valid_seconds")),
                        OptionText.read(row.getString("options")),
                        OptionText.read(row.getString("facts"))),
                new Plan(
                        row.getString("plan"),
                        row.getString("why"),
                        plans.steps(handle, id, currency),
                        confirmWithin,
                        Plan.Unconfirmed.valueOf(row.getString("unconfirmed"))),
                TradeState.valueOf(row.getString("state")),
                row.getInt("version"),
                Optional.ofNullable(row.getString("ending")).map(TradeState::valueOf),
                row.getInt("tries"),
                Instants.readOptional(row, "confirm_by"),
                Instants.readOptional(row, "review_until"),
                PaymentRow.reason(row),
                Optional.ofNullable(row.getString("attention")).map(Attention::valueOf),
                List.of(),
                ContextText.read(row.getString("context")),
                Instants.read(row, "created_at"),
                Instants.read(row, "updated_at"));
    }
}
