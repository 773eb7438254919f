package dev.crema.coffeeshop.checkout;

import dev.crema.Payments;
import dev.crema.books.History;
import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.order.Orders;
import dev.crema.coffeeshop.payment.PaymentView;
import dev.crema.coffeeshop.payment.ShopReference;
import dev.crema.coffeeshop.wallet.TopUps;
import dev.crema.coffeeshop.web.PublicId;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The payments as their customer sees them. Whose a payment is, is told by what it is for: its order, its top-up. */
@Component
class CustomerPayments {
    private final Payments payments;
    private final Orders orders;
    private final PayRequests payRequests;
    private final RefundRequests refundRequests;
    private final TopUps topUps;
    private final Settlement settlement;

    CustomerPayments(
            Payments payments,
            Orders orders,
            PayRequests payRequests,
            RefundRequests refundRequests,
            TopUps topUps,
            Settlement settlement) {
        this.payments = payments;
        this.orders = orders;
        this.payRequests = payRequests;
        this.refundRequests = refundRequests;
        this.topUps = topUps;
        this.settlement = settlement;
    }

    /** The customer's payment for an order, or top-up, with this id. */
    PaymentView view(Customer customer, String paymentId) {
        Payment payment = find(paymentId);
        ShopReference purpose = purpose(payment);
        return switch (purpose.kind()) {
            case ORDER -> view(order(customer, purpose.id()), payment);
            case TOP_UP ->
                topUps.referenceOf(purpose.id(), customer.id())
                        .map(reference -> PaymentView.of(payments.history(payment.id()), null, reference, refund -> ""))
                        .orElseThrow(() -> Refusal.notFound("payment"));
            default -> throw Refusal.notFound("payment");
        };
    }

    /** The payments for the customer's order: one, or none so far. */
    List<PaymentView> viewsOf(Customer customer, String orderId) {
        Order order = orders.find(customer.id(), orderId).orElseThrow(() -> Refusal.notFound("order"));
        return ofOrder(order.id()).map(payment -> view(order, payment)).stream().toList();
    }

    /** The payment that an order has, whosever it is; none if nobody asked to pay or there was too little money. */
    Optional<Payment> ofOrder(String orderId) {
        return payRequests
                .of(orderId)
                .map(PayRequests.Known::request)
                .flatMap(request -> payments.payment(request.method().form(), request.paymentReference()));
    }

    /** The customer's payment for an order with this id, to be given back. */
    Payment paid(Customer customer, String paymentId) {
        Payment payment = find(paymentId);
        if (purpose(payment).kind() != ShopReference.Kind.ORDER) {
            view(customer, paymentId); // says first that there is no such payment, if so it is
            throw Refusal.conflict("INVALID_STATE", "Only payments for orders are given back.");
        }
        orderOf(customer, payment);
        return payment;
    }

    /** The customer's order that this is the payment for. */
    Order orderOf(Customer customer, Payment payment) {
        return order(customer, purpose(payment).id());
    }

    private Order order(Customer customer, String orderId) {
        return orders.find(customer.id(), orderId).orElseThrow(() -> Refusal.notFound("payment"));
    }

    private Payment find(String paymentId) {
        if (!PublicId.isOne(paymentId)) {
            throw Refusal.notFound("payment");
        }
        return payments.payment(new PaymentId(paymentId));
    }

    private static ShopReference purpose(Payment payment) {
        return ShopReference.of(payment.reference()).orElseThrow(() -> Refusal.notFound("payment"));
    }

    private PaymentView view(Order order, Payment payment) {
        String reference = payRequests
                .of(order.id())
                .map(known -> known.request().reference())
                .orElseThrow();
        History history = payments.history(payment.id());
        settlement.catchUp(order, history);
        return PaymentView.of(history, order.id(), reference, refundReferences(payment));
    }

    /** The customer's own references; a refund that the shop made by itself keeps the shop's. */
    private Function<Payment, String> refundReferences(Payment payment) {
        Map<String, String> own = refundRequests.of(payment.id().value()).stream()
                .collect(Collectors.toMap(RefundRequests.Known::paymentReference, RefundRequests.Known::reference));
        return refund ->
                own.getOrDefault(refund.reference().value(), refund.reference().value());
    }
}
