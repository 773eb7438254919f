package dev.crema;

import dev.crema.failure.AmountExceededException;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The largest amount of a single payment, by currency. */
final class Limits {
    private final Map<Currency, Money> largest = new ConcurrentHashMap<>();

    void set(Money amount) {
        amount.requirePositive("largest");
        largest.put(amount.currency(), amount);
    }

    boolean exceeds(Money amount) {
        return limit(amount).filter(most -> amount.compareTo(most) > 0).isPresent();
    }

    AmountExceededException exceeded(Money amount) {
        return new AmountExceededException("amount: " + amount + " is more than the largest allowed, "
                + limit(amount).map(Money::toString).orElse("none"));
    }

    private Optional<Money> limit(Money amount) {
        return Optional.ofNullable(largest.get(amount.currency()));
    }
}
