package dev.crema.ledger.account;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may not happen to an account. Judged under the account's lock, and floor and ceiling by the database once more.
 *
 * @param least the available amount (what is held counts as drawn already) never falls below this; zero for an account
 *     of which only what is in it can be drawn, negative for one with a credit line, null for no floor
 * @param most the balance never rises above this; null for no ceiling
 * @param only the one side it is booked on; null for both
 */
public record Constraint(
        @Nullable Money least,
        @Nullable Money most,
        @Nullable Side only) {
    /** Anything goes: for accounts that stand for the outside world. */
    public static final Constraint NONE = new Constraint(null, null, null);

    /** Below which the available amount never falls, if there is such an amount. */
    public Optional<Money> floor() {
        return Optional.ofNullable(least);
    }

    /** Above which the balance never rises, if there is such an amount. */
    public Optional<Money> ceiling() {
        return Optional.ofNullable(most);
    }

    /** The one side it is booked on, if it is only one. */
    public Optional<Side> onlySide() {
        return Optional.ofNullable(only);
    }

    /** Refuses limits that an empty account of this currency would break from its first day. */
    void requireSoundFor(Currency currency) {
        if (least != null) {
            requireCurrency("floor", least, currency);
            if (least.isPositive()) {
                throw new InvalidRequestException(
                        "floor", least + " is above zero, where an empty account is; give zero or a negative amount");
            }
        }
        if (most != null) {
            requireCurrency("ceiling", most, currency);
            if (most.minor() < 0) {
                throw new InvalidRequestException(
                        "ceiling", most + " is below zero, where an empty account is; give zero or a positive amount");
            }
        }
    }

    private static void requireCurrency(String field, Money limit, Currency currency) {
        if (!limit.currency().equals(currency)) {
            throw new InvalidRequestException(
                    field, limit + " is in another currency than the account; give it in " + currency);
        }
    }
}
