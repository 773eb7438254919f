package dev.crema.trade;

import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.plan.Order;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is agreed on in a trade, whatever its plan.
 *
 * @param type the kind of trade, a word of the host's
 * @param payer whose account wallets are drawn on
 * @param orders what is paid
 * @param subject what the payer reads
 * @param returnTo where the payer's browser goes afterwards
 * @param validFor how long the payer may take
 * @param options what only a channel understands
 * @param facts what rules may ask for besides
 */
public record Deal(
        String type,
        AccountId payer,
        List<Order> orders,
        String subject,
        Optional<URI> returnTo,
        Duration validFor,
        Map<String, String> options,
        Map<String, String> facts) {
    public Deal {
        orders = List.copyOf(orders);
        options = Map.copyOf(options);
        facts = Map.copyOf(facts);
    }

    /** What is paid in all. */
    public Money amount() {
        return orders.stream().map(Order::amount).reduce(Money::plus).orElseThrow();
    }
}
