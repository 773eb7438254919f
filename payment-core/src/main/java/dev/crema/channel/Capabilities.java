package dev.crema.channel;

import dev.crema.money.Currency;
import java.time.Duration;
import java.util.Set;

/**
 * What a channel promises, as numbers the engine acts on.
 *
 * @param currencies the currencies it moves; empty means any
 * @param settlingTime how long after a request the channel may still answer "no such order" although it has it; only
 *     after it is an absent order believed to be absent. Zero or more
 */
public record Capabilities(Set<Currency> currencies, Duration settlingTime) {
    /** Any currency, and absent is believed after a minute. */
    public static final Capabilities ANY_CURRENCY = new Capabilities(Set.of(), Duration.ofMinutes(1));

    public Capabilities {
        currencies = Set.copyOf(currencies);
        if (settlingTime.isNegative()) {
            throw new IllegalArgumentException("settlingTime " + settlingTime + " is negative");
        }
    }

    public boolean moves(Currency currency) {
        return currencies.isEmpty() || currencies.contains(currency);
    }
}
