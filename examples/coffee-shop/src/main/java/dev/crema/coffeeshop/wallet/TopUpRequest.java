package dev.crema.coffeeshop.wallet;

import dev.crema.coffeeshop.account.ShopAccounts;
import dev.crema.coffeeshop.payment.SandboxScenario;
import dev.crema.coffeeshop.web.Input;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish to fill the wallet, checked.
 *
 * @param reference the customer's own id of it
 * @param amount how much
 * @param channel through which channel
 * @param scenario what the sandbox plays
 */
record TopUpRequest(String reference, Money amount, String channel, String scenario) {
    private static final List<String> CHANNELS = List.of("sandbox");
    private static final Money MOST = Money.of(ShopAccounts.CURRENCY, "100000");

    /** What arrives. */
    record Body(
            @Nullable String reference,
            @Nullable String amount,
            @Nullable String currency,
            @Nullable String channel,
            @Nullable String scenario) {}

    static TopUpRequest of(Body body) {
        String reference = Input.reference(body.reference);
        String currency = Input.oneOf("currency", body.currency, List.of(ShopAccounts.CURRENCY));
        Money amount = Input.amount(body.amount, currency);
        if (amount.isGreaterThan(MOST)) {
            throw Refusal.badInput("amount", "a top-up is " + MOST + " at most.");
        }
        String channel = Input.oneOf("channel", body.channel, CHANNELS);
        return new TopUpRequest(reference, amount, channel, SandboxScenario.of(body.scenario));
    }
}
