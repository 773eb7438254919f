package dev.crema.channel;

import dev.crema.money.Currency;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a channel promises, as numbers the engine acts on.
 *
 * @param currencies the currencies it moves; empty means any
 * @param settlingTime how long after a request the channel may still answer "no such order" although it has it; only
 *     after it is an absent order believed to be absent. Zero or more
 * @param keyLifetime how long the provider remembers a reference for sure, so that a repeat within that time can not move
 *     money twice; a later repeat is sent only after a query has said that there is no such order. Empty for one that
 *     never forgets
 */
public record Capabilities(Set<Currency> currencies, Duration settlingTime, Optional<Duration> keyLifetime) {
    /** Any currency, absent is believed after a minute, and no reference is ever forgotten. */
    public static final Capabilities ANY_CURRENCY = new Capabilities(Set.of(), Duration.ofMinutes(1));

    /** What a provider promises that never forgets a reference. */
    public Capabilities(Set<Currency> currencies, Duration settlingTime) {
        this(currencies, settlingTime, Optional.empty());
    }

    /** The same of a provider that remembers a reference so long and no longer. */
    public Capabilities keysLast(Duration lifetime) {
        return new Capabilities(currencies, settlingTime, Optional.of(lifetime));
    }

    public Capabilities {
        currencies = Set.copyOf(currencies);
        if (settlingTime.isNegative()) {
            throw new IllegalArgumentException("settlingTime " + settlingTime + " is negative");
        }
        if (keyLifetime.filter(lifetime -> lifetime.isNegative()).isPresent()) {
            throw new IllegalArgumentException("keyLifetime " + keyLifetime.get() + " is negative");
        }
    }

    public boolean moves(Currency currency) {
        return currencies.isEmpty() || currencies.contains(currency);
    }
}
