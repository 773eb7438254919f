package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.failure.InvalidStateException;
import dev.crema.payment.Payment;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The second half of paying by wallet: the money that was set aside moves and the order is paid, both or neither. */
@Component
class Capture {
    private static final Logger log = LoggerFactory.getLogger(Capture.class);

    private final Payments payments;
    private final Orders orders;
    private final Settlement settlement;
    private final InOneTransaction transaction;

    Capture(Payments payments, Orders orders, Settlement settlement, InOneTransaction transaction) {
        this.payments = payments;
        this.orders = orders;
        this.settlement = settlement;
        this.transaction = transaction;
    }

    /**
     * Completes the payment of the order. If that fails the money is released and the order cancelled; if not even that
     * can be stored, the order stays {@code paying} until {@link Resumption} comes by.
     *
     * @return the payment as it stands then
     */
    Payment complete(String orderId, Payment held) {
        try {
            return transaction.run(() -> {
                Order order = orders.lock(orderId).orElseThrow();
                if (order.status() != OrderStatus.PAYING) {
                    return payments.payment(held.id()); // cancelled meanwhile, or captured by somebody else
                }
                Payment captured = payments.capture(held.id());
                orders.move(order, OrderStatus.PAID, Optional.empty());
                return captured;
            });
        } catch (RuntimeException e) { // whatever it was: the money must not stay set aside
            log.warn("order {}: payment {} was not captured; releasing the money", orderId, held.id(), e);
            return release(orderId, held);
        }
    }

    private Payment release(String orderId, Payment held) {
        return transaction.run(() -> {
            Order order = orders.lock(orderId).orElseThrow();
            // The failed try may have been committed after all: only what is still paying is undone.
            Payment released = order.status() == OrderStatus.PAYING ? cancelled(held) : payments.payment(held.id());
            settlement.follow(order, released);
            return released;
        });
    }

    private Payment cancelled(Payment held) {
        try {
            return payments.cancel(held.id());
        } catch (InvalidStateException e) {
            return payments.payment(held.id()); // it ended by itself
        }
    }
}
