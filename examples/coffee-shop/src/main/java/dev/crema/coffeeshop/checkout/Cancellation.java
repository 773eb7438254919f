package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.failure.InvalidStateException;
import dev.crema.payment.Payment;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Ends an order before it is paid, if it can still be ended. */
@Component
class Cancellation {
    private final Payments payments;
    private final Orders orders;
    private final PayRequests requests;
    private final Settlement settlement;
    private final InOneTransaction transaction;

    Cancellation(
            Payments payments,
            Orders orders,
            PayRequests requests,
            Settlement settlement,
            InOneTransaction transaction) {
        this.payments = payments;
        this.orders = orders;
        this.requests = requests;
        this.settlement = settlement;
        this.transaction = transaction;
    }

    /** Cancels the customer's order; one that is cancelled already stays so. */
    Order cancel(Customer customer, String orderId) {
        Order order = endUnpaid(customer, orderId);
        if (order.status() == OrderStatus.PAYING) {
            // Outside of any transaction of the shop: a channel may have to be asked first.
            settlement.follow(orderId, endPayment(order));
            order = find(customer, orderId);
        }
        if (order.status() == OrderStatus.PAYING) {
            throw Refusal.conflict(
                    "CANCELLATION_PENDING",
                    "The channel was asked to close the payment and has not answered yet. The order ends as soon as it"
                            + " does.");
        }
        if (order.status().wasPaid()) {
            throw Refusal.conflict(
                    "ORDER_ALREADY_PAID", "Order " + order.number() + " was paid; ask for a refund instead.");
        }
        return order;
    }

    private Order endUnpaid(Customer customer, String orderId) {
        transaction.run(() -> {
            Optional<Order> order =
                    orders.lock(orderId).filter(it -> it.customerId().equals(customer.id()));
            order.filter(it -> it.status() == OrderStatus.PENDING)
                    .ifPresent(it -> orders.move(it, OrderStatus.CANCELLED, Optional.of("CANCELLED_BY_CUSTOMER")));
            return order;
        });
        return find(customer, orderId);
    }

    private Payment endPayment(Order order) {
        PayRequest request = requests.of(order.id()).orElseThrow().request();
        Payment payment = payments.payment(request.method().form(), request.paymentReference())
                .orElseThrow();
        try {
            return payments.cancel(payment.id());
        } catch (InvalidStateException e) {
            return payments.payment(payment.id()); // it ended by itself
        }
    }

    private Order find(Customer customer, String orderId) {
        return orders.find(customer.id(), orderId).orElseThrow(() -> Refusal.notFound("order"));
    }
}
