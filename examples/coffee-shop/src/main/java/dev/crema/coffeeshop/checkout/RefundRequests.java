package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.payment.ShopReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who asked for which refund. */
@Component
class RefundRequests {
    private static final String SELECT = """
            select id, reference, payment_id, amount_minor from refund_request
            """;

    private static final String INSERT = """
            insert into refund_request (id, customer_id, reference, payment_id, amount_minor, created_at)
            values (:id, :customer, :reference, :payment, :amount, :now)
            """;

    private final JdbcClient database;
    private final Clock clock;

    RefundRequests(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A refund that was asked for. The library's payment bears its id.
     *
     * @param reference the customer's own id of it
     * @param paymentId what is given back
     * @param amountMinor how much, in minor units of the payment's currency
     */
    record Known(String id, String reference, String paymentId, long amountMinor) {
        String paymentReference() {
            return new ShopReference(ShopReference.Kind.REFUND, id).toString();
        }
    }

    void add(String customerId, Known refund) {
        database.sql(INSERT)
                .param("id", refund.id())
                .param("customer", customerId)
                .param("reference", refund.reference())
                .param("payment", refund.paymentId())
                .param("amount", refund.amountMinor())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Known> find(String customerId, String reference) {
        return database.sql(SELECT + "where customer_id = ? and reference = ?")
                .params(customerId, reference)
                .query((row, number) -> known(row))
                .optional();
    }

    /** All refunds that were asked for of the payment. */
    List<Known> of(String paymentId) {
        return database.sql(SELECT + "where payment_id = ?")
                .param(paymentId)
                .query((row, number) -> known(row))
                .list();
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getString("id"),
                row.getString("reference"),
                row.getString("payment_id"),
                row.getLong("amount_minor"));
    }
}
