package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.order.Order;
import dev.crema.coffeeshop.payment.PaymentView;
import dev.crema.coffeeshop.web.Input;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/payments")
class PaymentEndpoints {
    private final Till till;
    private final Refunds refunds;
    private final CustomerPayments payments;

    PaymentEndpoints(Till till, Refunds refunds, CustomerPayments payments) {
        this.till = till;
        this.refunds = refunds;
        this.payments = payments;
    }

    record RefundBody(@Nullable String reference, @Nullable String amount) {}

    record RefundView(
            String id,
            String reference,
            String paymentId,
            String orderId,
            String amount,
            String currency,
            String state) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    PaymentView pay(Customer customer, @RequestBody PayRequest.Body body) {
        PayRequest request = PayRequest.of(body);
        return OrderLog.about(request.orderId(), () -> {
            Payment payment = till.pay(customer, request);
            return payments.view(customer, payment.id().value());
        });
    }

    @GetMapping("/{id}")
    PaymentView payment(Customer customer, @PathVariable String id) {
        return payments.view(customer, id);
    }

    @GetMapping("/order/{orderId}")
    List<PaymentView> paymentsOf(Customer customer, @PathVariable String orderId) {
        return payments.viewsOf(customer, orderId);
    }

    @PostMapping("/{id}/refund")
    @ResponseStatus(HttpStatus.CREATED)
    RefundView refund(Customer customer, @PathVariable String id, @RequestBody RefundBody body) {
        Payment payment = payments.paid(customer, id);
        Order order = payments.orderOf(customer, payment);
        String reference = Input.reference(body.reference);
        Money amount = Input.amount(body.amount, order.amount().currency().code());
        Payment refund = OrderLog.about(order.id(), () -> refunds.refund(order, payment, reference, amount));
        return new RefundView(
                refund.id().value(),
                reference,
                payment.id().value(),
                order.id(),
                refund.amount().decimal(),
                refund.amount().currency().code(),
                refund.state().name());
    }
}
