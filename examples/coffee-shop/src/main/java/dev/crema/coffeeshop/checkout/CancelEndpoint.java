package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.order.OrderStatus;
import dev.crema.coffeeshop.order.OrderView;
import dev.crema.coffeeshop.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CancelEndpoint {
    private final Cancellation cancellation;

    CancelEndpoint(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    record StatusBody(@Nullable String status) {}

    /** The one status that a customer can give an order; the others are earned. */
    @PutMapping("/api/orders/{id}/status")
    OrderView cancel(Customer customer, @PathVariable String id, @RequestBody StatusBody body) {
        Input.oneOf("status", body.status, List.of(OrderStatus.CANCELLED.text()));
        return OrderView.of(OrderLog.about(id, () -> cancellation.cancel(customer, id)));
    }
}
