package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.money.Money;
import dev.crema.payment.Difference;
import dev.crema.payment.Payment;
import dev.crema.payment.Reason;
import dev.crema.plan.Order;
import dev.crema.trade.OrderStatement;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradeState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;

/**
 * Who has paid an order: one top-up alone, or trades, together no more than the whole of it. The row of an order is
 * written by whoever is the first to have paid anything for it, and locked by all that come after.
 */
final class PaidOrders {
    private static final String INSERT = """
            insert into crema_paid_order (scope, order_id, payment_id, paid_at) values (:scope, :order, :payment, :at)
            """;

    private static final String KNOWN = """
            select payment_id from crema_paid_order where scope = :scope and order_id = :order
            """;

    private static final String LOCK = KNOWN + "for update";

    // Whoever was said to pay it and has failed after all, by a person's word, makes room for another.
    private static final String TAKE_OVER = """
            update crema_paid_order set payment_id = :payment, paid_at = :at
            where scope = :scope and order_id = :order
            """;

    private static final String ALONE = """
            select o.payment_id from crema_paid_order o join crema_payment p on p.payment_id = o.payment_id
            where o.scope = :scope and o.order_id = :order and p.state <> 'FAILED'
            """;

    private static final String TRADES = """
            select o.trade_id from crema_trade_order o join crema_trade t on t.trade_id = o.trade_id
            where o.scope = :scope and o.order_id = :order
                and t.state in ('AWAITING_CONFIRMATION', 'COMPLETING', 'SUCCEEDED')
            order by t.created_at, o.trade_id
            """;

    private final Dialect dialect;

    PaidOrders(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Says that the payment alone pays the order. Waits for whoever is just paying the same.
     *
     * @return who was first, unless this payment is
     */
    Optional<String> pay(Handle handle, Reference order, Payment payment) {
        if (isFirst(handle, payment.scope(), order, payment.id().value(), payment.updatedAt())) {
            return Optional.empty();
        }
        Optional<String> first = find(handle, payment.scope(), order);
        if (first.isEmpty()) {
            handle.createUpdate(TAKE_OVER)
                    .bind("scope", payment.scope().name())
                    .bind("order", order.value())
                    .bind("payment", payment.id().value())
                    .bind("at", payment.updatedAt())
                    .execute();
        }
        return first.filter(who -> !who.equals(named(payment)));
    }

    /** Who pays the order, as people read it: a payment alone, or the first of the trades that paid for it. */
    Optional<String> find(Handle handle, Scope scope, Reference order) {
        return alone(handle, scope, order)
                .or(() -> trades(handle, scope, order).stream().findFirst().map(trade -> "trade " + trade));
    }

    /**
     * Says that the trade has paid its orders. Waits for whoever is just paying one of them.
     *
     * @param trades finds a trade with its payments
     * @return why it may not: with it, more would be paid for one of them than the whole
     */
    Optional<Reason> pay(Handle handle, Trade trade, Instant now, Function<TradeId, Trade> trades) {
        return trade.deal().orders().stream()
                .sorted(Comparator.comparing(order -> order.id().value())) // two that pay the same wait in one order
                .filter(order ->
                        !isFirst(handle, trade.scope(), order.id(), trade.id().value(), now))
                .flatMap(order -> tooMuch(handle, trade, order, trades).stream())
                .findFirst();
    }

    /** As {@link #pay(Handle, Trade, Instant, Function)}, before anything of the trade is paid; it may still change. */
    Optional<Reason> refuses(Handle handle, Trade trade, Function<TradeId, Trade> trades) {
        return trade.deal().orders().stream()
                .filter(order -> query(handle, KNOWN, trade.scope(), order.id())
                        .findFirst()
                        .isPresent())
                .flatMap(order -> tooMuch(handle, trade, order, trades).stream())
                .findFirst();
    }

    private Optional<Reason> tooMuch(Handle handle, Trade trade, Order order, Function<TradeId, Trade> trades) {
        Optional<String> alone = alone(handle, trade.scope(), order.id());
        return alone.or(() -> others(handle, trade, order, trades))
                .map(who -> new Reason(
                        Difference.Kind.DUPLICATE_PAYMENT.name(),
                        "order " + order.id() + " is paid already, by " + who));
    }

    private static Optional<String> others(Handle handle, Trade trade, Order order, Function<TradeId, Trade> trades) {
        Money paid = order.amount();
        for (TradeId id : trades(handle, trade.scope(), order.id())) {
            Money before = paid(trades.apply(id), order.id());
            boolean alike = before.currency().equals(paid.currency());
            if (before.isPositive() && (!alike || paid.plus(before).compareTo(order.whole()) > 0)) {
                return Optional.of("trade " + id);
            }
            paid = alike ? paid.plus(before) : paid;
        }
        return Optional.empty();
    }

    /** What a trade that still stands has paid for the order: what was given back of it may be paid anew. */
    private static Money paid(Trade trade, Reference order) {
        return trade.state() == TradeState.SUCCEEDED
                ? new OrderStatement(order, List.of(trade)).balance()
                : trade.deal().orders().stream()
                        .filter(each -> each.id().equals(order))
                        .map(Order::amount)
                        .reduce(Money::plus)
                        .orElseThrow();
    }

    private boolean isFirst(Handle handle, Scope scope, Reference order, String payer, Instant now) {
        boolean first = dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("scope", scope.name())
                        .bind("order", order.value())
                        .bind("payment", payer)
                        .bind("at", now));
        if (!first) {
            query(handle, LOCK, scope, order).findOne();
        }
        return first;
    }

    private static Optional<String> alone(Handle handle, Scope scope, Reference order) {
        return query(handle, ALONE, scope, order).findOne().map(payment -> "payment " + payment);
    }

    private static String named(Payment payment) {
        return "payment " + payment.id();
    }

    private static List<TradeId> trades(Handle handle, Scope scope, Reference order) {
        return query(handle, TRADES, scope, order).map(TradeId::new).list();
    }

    private static ResultIterable<String> query(Handle handle, String sql, Scope scope, Reference order) {
        return handle.createQuery(sql)
                .bind("scope", scope.name())
                .bind("order", order.value())
                .map((row, context) -> row.getString(1));
    }
}
