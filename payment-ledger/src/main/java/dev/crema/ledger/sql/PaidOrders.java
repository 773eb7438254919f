package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of orders that one payment alone pays, once they are paid. */
final class PaidOrders {
    private static final String INSERT = """
            insert into crema_paid_order (scope, order_id, payment_id, paid_at) values (:scope, :order, :payment, :at)
            """;

    private static final String FIND = """
            select payment_id from crema_paid_order where scope = :scope and order_id = :order
            """;

    private final Dialect dialect;

    PaidOrders(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Says that the payment pays the order. Waits for whoever is just doing the same.
     *
     * @return the payment that was first; this one, unless another was
     */
    PaymentId pay(Handle handle, Reference order, Payment payment) {
        boolean first = dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("scope", payment.scope().name())
                        .bind("order", order.value())
                        .bind("payment", payment.id().value())
                        .bind("at", payment.updatedAt()));
        return first ? payment.id() : find(handle, payment.scope(), order).orElseThrow();
    }

    Optional<PaymentId> find(Handle handle, Scope scope, Reference order) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("order", order.value())
                .map((row, context) -> new PaymentId(row.getString(1)))
                .findOne();
    }
}
