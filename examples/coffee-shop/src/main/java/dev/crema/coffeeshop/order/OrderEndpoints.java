package dev.crema.coffeeshop.order;

import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.web.Input;
import dev.crema.coffeeshop.web.Refusal;
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
@RequestMapping("/api/orders")
class OrderEndpoints {
    private final Counter counter;
    private final Orders orders;

    OrderEndpoints(Counter counter, Orders orders) {
        this.counter = counter;
        this.orders = orders;
    }

    record OrderBody(@Nullable String reference, @Nullable List<Basket.@Nullable Wish> items) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    OrderView place(Customer customer, @RequestBody OrderBody body) {
        return OrderView.of(counter.place(customer, Input.reference(body.reference), Basket.of(body.items)));
    }

    @GetMapping("/{id}")
    OrderView order(Customer customer, @PathVariable String id) {
        return orders.find(customer.id(), id).map(OrderView::of).orElseThrow(() -> Refusal.notFound("order"));
    }

    @GetMapping("/user/{userId}")
    List<OrderView> ordersOf(Customer customer, @PathVariable String userId) {
        if (!userId.equals(customer.id())) {
            throw Refusal.notFound("customer");
        }
        return orders.of(customer.id()).stream().map(OrderView::of).toList();
    }
}
