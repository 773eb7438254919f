package dev.crema.coffeeshop.order;

import dev.crema.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order as it stands.
 *
 * @param id the public id
 * @param number what people call it
 * @param customerId whose it is
 * @param reference the customer's own id of the request
 * @param amount what it costs
 * @param status where it stands
 * @param reason why it was cancelled
 * @param createdAt when it was placed
 * @param lines what was ordered
 */
public record Order(
        String id,
        String number,
        String customerId,
        String reference,
        Money amount,
        OrderStatus status,
        Optional<String> reason,
        Instant createdAt,
        List<OrderLine> lines) {

    /** How log lines name it. */
    @Override
    public String toString() {
        return "order " + number + " (" + id + ")";
    }
}
