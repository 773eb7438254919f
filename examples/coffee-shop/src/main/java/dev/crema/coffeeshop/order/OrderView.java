package dev.crema.coffeeshop.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderView(
        String id,
        String orderNo,
        String amount,
        String currency,
        String status,
        @Nullable String reason,
        String reference,
        Instant createdAt,
        List<Line> items) {

    /** One dish of it. */
    public record Line(String sku, String name, int quantity, String price, String amount) {}

    public static OrderView of(Order order) {
        return new OrderView(
                order.id(),
                order.number(),
                order.amount().decimal(),
                order.amount().currency().code(),
                order.status().text(),
                order.reason().orElse(null),
                order.reference(),
                order.createdAt(),
                order.lines().stream()
                        .map(line -> new Line(
                                line.sku(),
                                line.name(),
                                line.quantity(),
                                line.price().decimal(),
                                line.sum().decimal()))
                        .toList());
    }
}
