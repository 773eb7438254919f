package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.plan.Order;
import dev.crema.plan.Step;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What is written with a trade and never changed: its orders and the steps of its plan. */
final class PlanTable {
    private static final String INSERT_ORDER = """
            insert into crema_trade_order (trade_id, number, scope, order_id, payee, amount_minor, whole_minor)
            values (:trade, :number, :scope, :order, :payee, :amount, :whole)
            """;

    private static final String ORDERS = """
            select order_id, payee, amount_minor, whole_minor from crema_trade_order where trade_id = :trade order by number
            """;

    private static final String TRADES = """
            select o.trade_id from crema_trade_order o join crema_trade t on t.trade_id = o.trade_id
            where o.scope = :scope and o.order_id = :order
            order by t.created_at, o.trade_id
            """;

    private static final String INSERT_STEP = """
            insert into crema_trade_step (trade_id, number, name, action, phase, from_account, into_account, amount_minor,
                channel, order_id, target)
            values (:trade, :number, :name, :action, :phase, :from, :into, :amount, :channel, :order, :target)
            """;

    private static final String STEPS = """
            select number, name, action, phase, from_account, into_account, amount_minor, channel, order_id, target
            from crema_trade_step where trade_id = :trade order by number
            """;

    void insert(Handle handle, Trade trade) {
        PreparedBatch orders = handle.prepareBatch(INSERT_ORDER);
        int number = 0;
        for (Order order : trade.deal().orders()) {
            orders.bind("trade", trade.id().value())
                    .bind("number", ++number)
                    .bind("scope", trade.scope().name())
                    .bind("order", order.id().value())
                    .bind("payee", order.payee().path())
                    .bind("amount", order.amount().minor())
                    .bind("whole", order.whole().minor())
                    .add();
        }
        orders.execute();
        PreparedBatch steps = handle.prepareBatch(INSERT_STEP);
        for (Step step : trade.plan().steps()) {
            steps.bind("trade", trade.id().value())
                    .bind("number", step.number())
                    .bind("name", step.name())
                    .bind("action", step.action())
                    .bind("phase", step.phase())
                    .bind("from", step.from().map(AccountId::path))
                    .bind("into", step.into().map(AccountId::path))
                    .bind("amount", step.amount().minor())
                    .bind("channel", step.channel())
                    .bind("order", step.order().map(Reference::value))
                    .bind("target", step.target())
                    .add();
        }
        steps.execute();
    }

    List<Order> orders(Handle handle, TradeId trade, String currency) {
        return handle.createQuery(ORDERS)
                .bind("trade", trade.value())
                .map((row, context) -> new Order(
                        new Reference(row.getString(1)),
                        new AccountId(row.getString(2)),
                        Money.ofMinor(currency, row.getLong(3)),
                        Money.ofMinor(currency, row.getLong(4))))
                .list();
    }

    List<TradeId> tradesOf(Handle handle, Scope scope, Reference order) {
        return handle.createQuery(TRADES)
                .bind("scope", scope.name())
                .bind("order", order.value())
                .map((row, context) -> new TradeId(row.getString(1)))
                .list();
    }

    List<Step> steps(Handle handle, TradeId trade, String currency) {
        return handle.createQuery(STEPS)
                .bind("trade", trade.value())
                .map((row, context) -> step(row, currency))
                .list();
    }

    private static Step step(ResultSet row, String currency) throws SQLException {
        return new Step(
                row.getInt("number"),
                row.getString("name"),
                Step.Action.valueOf(row.getString("action")),
                Step.Phase.valueOf(row.getString("phase")),
                Optional.ofNullable(row.getString("from_account")).map(AccountId::new),
                Optional.ofNullable(row.getString("into_account")).map(AccountId::new),
                Money.ofMinor(currency, row.getLong("amount_minor")),
                Optional.ofNullable(row.getString("channel")),
                Optional.ofNullable(row.getString("order_id")).map(Reference::new),
                row.getInt("target"));
    }
}
