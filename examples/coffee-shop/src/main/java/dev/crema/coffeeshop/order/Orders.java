package dev.crema.coffeeshop.order;

import dev.crema.coffeeshop.web.PublicId;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All orders. Whoever decides by an order's status holds its row's lock until the decision is committed. */
@Component
public class Orders {
    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    private static final String SELECT = """
            select id, number, customer_id, reference, amount_minor, currency, status, reason, created_at
            from coffee_order
            """;

    private static final String SELECT_LINES = """
            select line.order_id, line.sku, line.name, line.quantity, line.price_minor, coffee_order.currency
            from order_line line join coffee_order on coffee_order.id = line.order_id
            """;

    private static final String INSERT = """
            insert into coffee_order (
                id, number, customer_id, reference, amount_minor, currency, status, created_at, updated_at)
            values (:id, :number, :customer, :reference, :amount, :currency, 'pending', :now, :now)
            """;

    private static final String INSERT_LINE = """
            insert into order_line (order_id, line, sku, name, quantity, price_minor)
            values (:order, :line, :sku, :name, :quantity, :price)
            """;

    // The status it had is in the where clause: of two who move it, one wins.
    private static final String MOVE = """
            update coffee_order set status = :next, reason = :reason, updated_at = :now
            where id = :id and status = :status
            """;

    private final JdbcClient database;
    private final Clock clock;

    Orders(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void add(Order order) {
        database.sql(INSERT)
                .param("id", order.id())
                .param("number", order.number())
                .param("customer", order.customerId())
                .param("reference", order.reference())
                .param("amount", order.amount().minor())
                .param("currency", order.amount().currency().code())
                .param("now", order.createdAt().atOffset(ZoneOffset.UTC))
                .update();
        for (int i = 0; i < order.lines().size(); i++) {
            OrderLine line = order.lines().get(i);
            database.sql(INSERT_LINE)
                    .param("order", order.id())
                    .param("line", i + 1)
                    .param("sku", line.sku())
                    .param("name", line.name())
                    .param("quantity", line.quantity())
                    .param("price", line.price().minor())
                    .update();
        }
    }

    /** The customer's order, or nothing: also when it is somebody else's. */
    public Optional<Order> find(String customerId, String orderId) {
        return Optional.of(orderId)
                .filter(PublicId::isOne)
                .flatMap(id -> one("where id = ?", id))
                .filter(order -> order.customerId().equals(customerId));
    }

    Optional<Order> findByReference(String customerId, String reference) {
        return one("where customer_id = ? and reference = ?", customerId, reference);
    }

    /** All orders of the customer, newest first. */
    List<Order> of(String customerId) {
        Map<String, List<OrderLine>> lines = lines("where coffee_order.customer_id = ?", customerId);
        return database.sql(SELECT + "where customer_id = ? order by created_at desc, number desc")
                .param(customerId)
                .query((row, number) -> order(row, lines.getOrDefault(row.getString("id"), List.of())))
                .list();
    }

    /** The ids of all orders that are in this status and have not moved since then, the oldest first. */
    public List<String> restingIn(OrderStatus status, Instant since) {
        return database.sql("select id from coffee_order where status = ? and updated_at <= ? order by updated_at")
                .params(status.text(), since.atOffset(ZoneOffset.UTC))
                .query(String.class)
                .list();
    }

    /** The order, which nobody else can move until the transaction ends. */
    public Optional<Order> lock(String orderId) {
        return Optional.of(orderId).filter(PublicId::isOne).flatMap(id -> one("where id = ? for update", id));
    }

    /** The order in its next status. Only for who holds its lock. */
    public void move(Order order, OrderStatus next, Optional<String> reason) {
        if (!order.status().canBecome(next)) {
            throw new IllegalStateException(order + " is " + order.status() + " and cannot become " + next);
        }
        int moved = database.sql(MOVE)
                .param("next", next.text())
                .param("reason", reason.orElse(null))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", order.id())
                .param("status", order.status().text())
                .update();
        if (moved != 1) {
            throw new IllegalStateException(order + " was moved by somebody else");
        }
        log.info(
                "{}: {} -> {}, {}{}",
                order,
                order.status().text(),
                next.text(),
                order.amount(),
                reason.map(why -> ", " + why).orElse(""));
    }

    private Optional<Order> one(String condition, Object... values) {
        return database.sql(SELECT + condition)
                .params(values)
                .query((row, number) -> order(row, List.of()))
                .optional()
                .map(this::withLines);
    }

    private Order withLines(Order order) {
        return new Order(
                order.id(),
                order.number(),
                order.customerId(),
                order.reference(),
                order.amount(),
                order.status(),
                order.reason(),
                order.createdAt(),
                lines("where line.order_id = ?", order.id()).getOrDefault(order.id(), List.of()));
    }

    private Map<String, List<OrderLine>> lines(String condition, String value) {
        Map<String, List<OrderLine>> lines = new LinkedHashMap<>();
        database.sql(SELECT_LINES + condition + " order by line.order_id, line.line")
                .param(value)
                .query(row -> {
                    lines.computeIfAbsent(row.getString("order_id"), id -> new ArrayList<>())
                            .add(line(row));
                });
        return lines;
    }

    private static OrderLine line(ResultSet row) throws SQLException {
        return new OrderLine(
                row.getString("sku"),
                row.getString("name"),
                row.getInt("quantity"),
                Money.ofMinor(row.getString("currency"), row.getLong("price_minor")));
    }

    private static Order order(ResultSet row, List<OrderLine> lines) throws SQLException {
        return new Order(
                row.getString("id"),
                row.getString("number"),
                row.getString("customer_id"),
                row.getString("reference"),
                Money.ofMinor(row.getString("currency"), row.getLong("amount_minor")),
                OrderStatus.of(row.getString("status")),
                Optional.ofNullable(row.getString("reason")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                lines);
    }
}
