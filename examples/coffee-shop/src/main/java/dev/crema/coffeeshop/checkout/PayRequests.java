package dev.crema.coffeeshop.checkout;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who asked to pay for which order. The table has room for one request per order: an order is paid for once. */
@Component
class PayRequests {
    private static final String SELECT = """
            select order_id, reference, method, scenario, refused from pay_request
            """;

    private static final String INSERT = """
            insert into pay_request (order_id, customer_id, reference, method, scenario, refused, created_at)
            values (:order, :customer, :reference, :method, :scenario, :refused, :now)
            """;

    private final JdbcClient database;
    private final Clock clock;

    PayRequests(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A request as it was answered.
     *
     * @param refused what the customer was told when there was no payment
     */
    record Known(PayRequest request, Optional<String> refused) {}

    void add(String customerId, PayRequest request, Optional<String> refused) {
        database.sql(INSERT)
                .param("order", request.orderId())
                .param("customer", customerId)
                .param("reference", request.reference())
                .param("method", request.method().text())
                .param("scenario", request.scenario())
                .param("refused", refused.orElse(null))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Known> find(String customerId, String reference) {
        return database.sql(SELECT + "where customer_id = ? and reference = ?")
                .params(customerId, reference)
                .query((row, number) -> known(row))
                .optional();
    }

    Optional<Known> of(String orderId) {
        return database.sql(SELECT + "where order_id = ?")
                .param(orderId)
                .query((row, number) -> known(row))
                .optional();
    }

    private static Known known(ResultSet row) throws SQLException {
        PayRequest request = new PayRequest(
                row.getString("reference"),
                row.getString("order_id"),
                PayRequest.Method.of(row.getString("method")),
                row.getString("scenario"));
        return new Known(request, Optional.ofNullable(row.getString("refused")));
    }
}
