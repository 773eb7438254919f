package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Carries on with orders that were left {@code paying}: after a crash between the two halves of a payment by wallet, or
 * where the news of a payment's end did not get through. What a channel owes an answer to, the library asks for itself.
 */
@Component
class Resumption {
    private static final Logger log = LoggerFactory.getLogger(Resumption.class);
    /** Younger ones are in somebody's hands right now. */
    private static final Duration IN_HAND = Duration.ofSeconds(30);

    private final Orders orders;
    private final CustomerPayments payments;
    private final Capture capture;
    private final Settlement settlement;
    private final Clock clock;

    Resumption(Orders orders, CustomerPayments payments, Capture capture, Settlement settlement, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.capture = capture;
        this.settlement = settlement;
        this.clock = clock;
    }

    /** After the start: whoever had orders in hand is gone. */
    @EventListener(ApplicationReadyEvent.class)
    void resumeAll() {
        resume(clock.instant());
    }

    @Scheduled(fixedDelayString = "${coffee.resume-every:PT10S}", initialDelayString = "${coffee.resume-every:PT10S}")
    void resumeOld() {
        resume(clock.instant().minus(IN_HAND));
    }

    private void resume(Instant movedBefore) {
        for (String orderId : orders.restingIn(OrderStatus.PAYING, movedBefore)) {
            try {
                OrderLog.about(orderId, () -> {
                    carryOn(orderId);
                    return orderId;
                });
            } catch (RuntimeException e) {
                log.warn("order {} could not be carried on with; trying again later", orderId, e);
            }
        }
    }

    private void carryOn(String orderId) {
        // An order becomes paying in the transaction that accepts its payment, so there is one.
        Payment payment = payments.ofOrder(orderId).orElseThrow();
        if (payment.state() == PaymentState.AUTHORIZED) {
            log.info("order {}: found with its money set aside, payment {}; capturing it", orderId, payment.id());
            capture.complete(orderId, payment);
        } else {
            settlement.follow(orderId, payment);
        }
    }
}
