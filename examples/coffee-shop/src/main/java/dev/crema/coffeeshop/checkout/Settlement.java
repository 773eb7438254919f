package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.books.History;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.payment.ShopReference;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.payment.Refund;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes an order what its payment and its refunds became. Any number of calls, from any number of threads and in any
 * order, lead to the same end: each decides under the lock of the order's row by what is stored by then.
 */
@Component
class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final Payments payments;
    private final Orders orders;
    private final InOneTransaction transaction;

    Settlement(Payments payments, Orders orders, InOneTransaction transaction) {
        this.payments = payments;
        this.orders = orders;
        this.transaction = transaction;
    }

    /** Follows the payment to its end, if it has ended. */
    void follow(String orderId, Payment payment) {
        if (payment.state().isTerminal()) {
            transaction.run(() -> {
                Order order = orders.lock(orderId).orElseThrow();
                follow(order, payment);
                return order;
            });
        }
    }

    /** The same for who holds the order's lock already. */
    void follow(Order order, Payment payment) {
        if (payment.state() == PaymentState.SUCCEEDED && order.status() == OrderStatus.CANCELLED) {
            giveBack(order, payment);
        } else if (payment.state().isTerminal() && order.status() == OrderStatus.PAYING) {
            boolean paid = payment.state() == PaymentState.SUCCEEDED;
            String otherwise =
                    payment.reason().map(Reason::code).orElse(payment.state().name());
            orders.move(
                    order,
                    paid ? OrderStatus.PAID : OrderStatus.CANCELLED,
                    Optional.of(otherwise).filter(reason -> !paid));
        }
    }

    /** Money for an order that has ended without it: kept by nobody, and given back once. */
    private void giveBack(Order order, Payment payment) {
        String reference = new ShopReference(ShopReference.Kind.LATE, order.id()).toString();
        Payment back = payments.refund(Refund.of(reference)
                .payment(payment.id())
                .amount(payment.amount())
                .subject("Order " + order.number() + " was cancelled"));
        log.warn(
                "{}: {} came after it was cancelled; refund {} is {}",
                order,
                payment.amount(),
                back.id(),
                back.state());
    }

    /** Follows the refunds of the order's payment as far as they have succeeded. */
    void followRefunds(String orderId, PaymentId payment) {
        transaction.run(() -> {
            Order order = orders.lock(orderId).orElseThrow();
            followRefunds(order, payment);
            return order;
        });
    }

    /** The same for who holds the order's lock already. */
    void followRefunds(Order order, PaymentId payment) {
        refundedTo(order, payments.history(payment).refunds())
                .ifPresent(next -> orders.move(order, next, Optional.empty()));
    }

    /** Before somebody is shown what became of the payment: so that nobody sees it ended and its order not. */
    void catchUp(Order seen, History history) {
        if (seen.status() == OrderStatus.PAYING) {
            follow(seen.id(), history.payment());
        }
        if (refundedTo(seen, history.refunds()).isPresent()) {
            followRefunds(seen.id(), history.payment().id());
        }
    }

    /** What the refunds that have succeeded still have to make of the order; nothing if it is that already. */
    private static Optional<OrderStatus> refundedTo(Order order, List<Payment> refunds) {
        Money returned = refunds.stream()
                .filter(refund -> refund.state() == PaymentState.SUCCEEDED)
                .map(Payment::amount)
                .reduce(Money.zero(order.amount().currency()), Money::plus);
        OrderStatus next = returned.isLessThan(order.amount()) ? OrderStatus.PARTIALLY_REFUNDED : OrderStatus.REFUNDED;
        return Optional.of(next)
                .filter(it -> returned.isPositive() && order.status().canBecome(it));
    }
}
