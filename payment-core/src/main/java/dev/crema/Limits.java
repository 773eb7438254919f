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

    void check(Money amount) {
        Optional<Money> limit = Optional.ofNullable(largest.get(amount.currency()));
        if (limit.filter(most -> amount.compareTo(most) > 0).isPresent()) {
            throw new AmountExceededException(
                    "amount: " + amount + " is more than the largest allowed, " + limit.get());
        }
    }
}
