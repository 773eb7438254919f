package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.payment.FirstAnswer;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.coffeeshop.web.PublicId;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.Refund;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives money back. That no more is given back than was paid is the library's to hold, on the payment's row. */
@Component
class Refunds {
    private static final Logger log = LoggerFactory.getLogger(Refunds.class);

    private final Payments payments;
    private final Orders orders;
    private final RefundRequests requests;
    private final Settlement settlement;
    private final FirstAnswer firstAnswer;
    private final InOneTransaction transaction;

    Refunds(
            Payments payments,
            Orders orders,
            RefundRequests requests,
            Settlement settlement,
            FirstAnswer firstAnswer,
            InOneTransaction transaction) {
        this.payments = payments;
        this.orders = orders;
        this.requests = requests;
        this.settlement = settlement;
        this.firstAnswer = firstAnswer;
        this.transaction = transaction;
    }

    /** Gives back some of the order's payment, or finds what became of it when it was asked for before. */
    Payment refund(Order paid, Payment payment, String reference, Money amount) {
        Payment accepted = transaction.run(() -> {
            Order order = orders.lock(paid.id()).orElseThrow();
            return requests.find(order.customerId(), reference)
                    .map(known -> same(known, payment, amount))
                    .orElseGet(() -> accept(order, payment, reference, amount));
        });
        Payment answered = firstAnswer.of(accepted);
        settlement.followRefunds(paid.id(), payment.id());
        return answered;
    }

    private Payment same(RefundRequests.Known known, Payment payment, Money amount) {
        if (!known.paymentId().equals(payment.id().value()) || known.amountMinor() != amount.minor()) {
            throw Refusal.referenceReused(known.reference());
        }
        return payments.payment(Form.REFUND, known.paymentReference()).orElseThrow();
    }

    /** What the library refuses leaves no row behind, so the reference can be used for a smaller amount. */
    private Payment accept(Order order, Payment payment, String reference, Money amount) {
        RefundRequests.Known known = new RefundRequests.Known(
                PublicId.next(), reference, payment.id().value(), amount.minor());
        requests.add(order.customerId(), known);
        Payment refund = payments.refund(Refund.of(known.paymentReference())
                .payment(payment.id())
                .amount(amount)
                .subject("Order " + order.number()));
        log.info("{}: refund {} of {}, {}", order, refund.id(), amount, refund.state());
        return refund;
    }
}
