package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.coffeeshop.account.ShopAccounts;
import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.payment.FirstAnswer;
import dev.crema.coffeeshop.payment.SandboxScenario;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the money for an order. The order is set to {@code paying} and its payment accepted in one transaction, so
 * there is never one without the other. What comes then needs no memory: whoever finds the order {@code paying} knows
 * what to do from its payment, this thread, a repeat of the request, or {@link Resumption} after a crash.
 */
@Component
class Till {
    private static final Logger log = LoggerFactory.getLogger(Till.class);
    private static final String INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS";

    private final Payments payments;
    private final Orders orders;
    private final PayRequests requests;
    private final Capture capture;
    private final Settlement settlement;
    private final FirstAnswer firstAnswer;
    private final InOneTransaction transaction;
    private final CheckoutSettings settings;

    Till(
            Payments payments,
            Orders orders,
            PayRequests requests,
            Capture capture,
            Settlement settlement,
            FirstAnswer firstAnswer,
            InOneTransaction transaction,
            CheckoutSettings settings) {
        this.payments = payments;
        this.orders = orders;
        this.requests = requests;
        this.capture = capture;
        this.settlement = settlement;
        this.firstAnswer = firstAnswer;
        this.transaction = transaction;
        this.settings = settings;
    }

    /** Pays for the order, or finds what became of the request when it was made before. */
    Payment pay(Customer customer, PayRequest request) {
        Payment accepted = accept(customer, request);
        if (accepted.state() == PaymentState.AUTHORIZED) {
            return capture.complete(request.orderId(), accepted);
        }
        Payment answered = firstAnswer.of(accepted);
        settlement.follow(request.orderId(), answered);
        return answered;
    }

    /** The first half: after it the order is {@code paying} and its money set aside or on its way. */
    Payment accept(Customer customer, PayRequest request) {
        try {
            return transaction.run(() -> {
                Order order = locked(customer, request);
                return known(customer, request).orElseGet(() -> begin(order, request));
            });
        } catch (InsufficientFundsException e) {
            throw refuse(customer, request);
        }
    }

    private Order locked(Customer customer, PayRequest request) {
        return orders.lock(request.orderId())
                .filter(order -> order.customerId().equals(customer.id()))
                .orElseThrow(() -> Refusal.notFound("order"));
    }

    private Optional<Payment> known(Customer customer, PayRequest request) {
        Optional<PayRequests.Known> known = requests.find(customer.id(), request.reference());
        if (known.filter(it -> !it.request().equals(request)).isPresent()) {
            throw Refusal.referenceReused(request.reference());
        }
        known.flatMap(PayRequests.Known::refused).ifPresent(told -> {
            throw Refusal.conflict(INSUFFICIENT_FUNDS, told);
        });
        return known.map(it -> payments.payment(request.method().form(), request.paymentReference())
                .orElseThrow());
    }

    private Payment begin(Order order, PayRequest request) {
        requirePending(order);
        orders.move(order, OrderStatus.PAYING, Optional.empty());
        requests.add(order.customerId(), request, Optional.empty());
        Payment payment = request.method() == PayRequest.Method.BALANCE
                ? payments.transfer(hold(order, request))
                : payments.topUp(collection(order, request));
        log.info(
                "{}: {} by {}, payment {}",
                order,
                payment.state(),
                request.method().text(),
                payment.id());
        return payment;
    }

    private Transfer hold(Order order, PayRequest request) {
        return Transfer.of(request.paymentReference())
                .amount(order.amount())
                .from(ShopAccounts.wallet(order.customerId()))
                .to(ShopAccounts.TILL)
                .subject("Order " + order.number())
                .held(settings.holdFor());
    }

    private TopUp collection(Order order, PayRequest request) {
        return TopUp.of(request.paymentReference())
                .amount(order.amount())
                .into(ShopAccounts.TILL)
                .through("sandbox")
                .subject("Order " + order.number())
                .returnTo(settings.publicUrl() + "/#order-" + order.id())
                .validFor(settings.payWithin())
                .option(SandboxScenario.OPTION, request.scenario());
    }

    private static void requirePending(Order order) {
        switch (order.status()) {
            case PENDING -> {}
            case PAYING ->
                throw Refusal.conflict("PAYMENT_IN_PROGRESS", "Order " + order.number() + " is being paid already.");
            case CANCELLED ->
                throw Refusal.conflict(
                        "ORDER_CANCELLED", "Order " + order.number() + " was cancelled; place a new one.");
            case PAID, PARTIALLY_REFUNDED, REFUNDED ->
                throw Refusal.conflict("ORDER_ALREADY_PAID", "Order " + order.number() + " was paid already.");
        }
    }

    /** Too little money ends the order, and a repeat of the request is told the same. */
    private Refusal refuse(Customer customer, PayRequest request) {
        return transaction.run(() -> {
            Order order = locked(customer, request);
            String told = "The wallet has less than " + order.amount() + " available. Order " + order.number()
                    + " is cancelled; top up and order again.";
            if (known(customer, request).isEmpty()) {
                requirePending(order);
                requests.add(customer.id(), request, Optional.of(told));
                orders.move(order, OrderStatus.CANCELLED, Optional.of(INSUFFICIENT_FUNDS));
            }
            return Refusal.conflict(INSUFFICIENT_FUNDS, told);
        });
    }
}
