package dev.crema.channel.sandbox;

import dev.crema.channel.Charge;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.Payee;
import dev.crema.channel.Payout;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the tests ask the sandbox for: an umbrella for 19.99, Ann's week, and the umbrella given back. */
final class Requests {
    static final Money PRICE = Money.of("CNY", "19.99");
    static final Instant EXPIRY = Instant.parse("2026-03-01T08:30:00Z");
    static final URI SHOP = URI.create("https://shop.example/orders/1");
    static final Payee ANN = new Payee("ann@example.com", "Ann");

    private Requests() {}

    static Charge charge(String reference, Money amount, Map<String, String> options) {
        return new Charge(reference, amount, "One umbrella", Optional.of(SHOP), EXPIRY, options);
    }

    static Charge charge(String reference, Money amount) {
        return charge(reference, amount, Map.of());
    }

    static Charge charge(Scenario scenario) {
        return charge("umbrella_1", PRICE, Map.of("scenario", scenario.toString()));
    }

    static Payout payout(String reference, Money amount, Map<String, String> options) {
        return new Payout(reference, amount, ANN, "Week 9", options);
    }

    static Payout payout(Scenario scenario) {
        return payout("week_9", PRICE, Map.of("scenario", scenario.toString()));
    }

    static ChargeRefund refund(String reference, Charge charge, Money amount) {
        return new ChargeRefund(
                reference,
                charge.reference(),
                "sandbox_" + charge.reference(),
                charge.amount(),
                amount,
                "It rained in");
    }
}
