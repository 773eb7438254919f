package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.web.InOneTransaction;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends orders that nobody has come back to pay, so that every order ends. */
@Component
class Abandonment {
    private static final Logger log = LoggerFactory.getLogger(Abandonment.class);

    private final Orders orders;
    private final InOneTransaction transaction;
    private final CheckoutSettings settings;
    private final Clock clock;

    Abandonment(Orders orders, InOneTransaction transaction, CheckoutSettings settings, Clock clock) {
        this.orders = orders;
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${coffee.resume-every:PT10S}", initialDelayString = "${coffee.resume-every:PT10S}")
    void endAbandoned() {
        for (String orderId :
                orders.restingIn(OrderStatus.PENDING, clock.instant().minus(settings.orderWithin()))) {
            try {
                OrderLog.about(orderId, () -> transaction.run(() -> end(orderId)));
            } catch (RuntimeException e) {
                log.warn("order {} could not be ended; trying again later", orderId, e);
            }
        }
    }

    private Order end(String orderId) {
        Order order = orders.lock(orderId).orElseThrow();
        if (order.status() == OrderStatus.PENDING) {
            orders.move(order, OrderStatus.CANCELLED, Optional.of("NOT_PAID_IN_TIME"));
        }
        return order;
    }
}
