package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.coffeeshop.payment.ShopReference;
import dev.crema.event.PaymentEvent;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Refund;
import dev.crema.spring.OnPayment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Hears of the end of payments, after the commit and at least once, and has their orders follow. */
@Component
class PaymentNews {
    private static final Logger log = LoggerFactory.getLogger(PaymentNews.class);

    private final Payments payments;
    private final Settlement settlement;

    PaymentNews(Payments payments, Settlement settlement) {
        this.payments = payments;
        this.settlement = settlement;
    }

    @OnPayment
    void ended(PaymentEvent event) {
        ShopReference.of(event.reference()).ifPresent(purpose -> {
            switch (purpose.kind()) {
                case ORDER -> follow(purpose.id(), event.paymentId());
                case REFUND -> followRefund(event.paymentId());
                case TOP_UP, LATE ->
                    log.info("{}: {}", purpose, event.getClass().getSimpleName());
            }
        });
    }

    private void follow(String orderId, PaymentId payment) {
        OrderLog.about(orderId, () -> {
            settlement.follow(orderId, payments.payment(payment));
            return orderId;
        });
    }

    private void followRefund(PaymentId refund) {
        Payment ended = payments.payment(refund);
        PaymentId original = ((Refund) ended.request()).payment();
        ShopReference.of(payments.payment(original).reference())
                .ifPresent(purpose -> OrderLog.about(purpose.id(), () -> {
                    log.info("order {}: refund {} of {} {}", purpose.id(), refund, ended.amount(), ended.state());
                    settlement.followRefunds(purpose.id(), original);
                    return refund;
                }));
    }
}
