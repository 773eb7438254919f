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

    // Whoever was said to pay it and has failed after all, by a person's word, makes room for another.
    private static final String TAKE_OVER = """
            update crema_paid_order set payment_id = :payment, paid_at = :at
            where scope = :scope and order_id = :order
                and payment_id in (select payment_id from crema_payment where state = 'FAILED')
            """;

    private static final String FIND = """
            select o.payment_id from crema_paid_order o join crema_payment p on p.payment_id = o.payment_id
            where o.scope = :scope and o.order_id = :order and p.state <> 'FAILED'
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
        return first || takesOver(handle, order, payment)
                ? payment.id()
                : find(handle, payment.scope(), order).orElseThrow();
    }

    private static boolean takesOver(Handle handle, Reference order, Payment payment) {
        return handle.createUpdate(TAKE_OVER)
                        .bind("scope", payment.scope().name())
                        .bind("order", order.value())
                        .bind("payment", payment.id().value())
                        .bind("at", payment.updatedAt())
                        .execute()
                == 1;
    }

    /** The payment that pays the order. */
    Optional<PaymentId> find(Handle handle, Scope scope, Reference order) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("order", order.value())
                .map((row, context) -> new PaymentId(row.getString(1)))
                .findOne();
    }
}
