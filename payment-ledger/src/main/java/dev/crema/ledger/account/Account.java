package dev.crema.ledger.account;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;

/**
 * What an account is; what is in it is its {@link Balance}. Once opened, an account stays what it is.
 *
 * @param id its path
 * @param kind which side it grows on
 * @param currency the one currency it is kept in
 * @param constraint how far it may be drawn
 */
public record Account(AccountId id, AccountKind kind, Currency currency, Constraint constraint) {
    /**
     * Refuses a floor that does not fit the account.
     *
     * @throws InvalidRequestException for the field {@code floor} if it is in another currency, or positive: an empty
     *     account would be below it from its first day
     */
    public Account {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(currency, "currency");
        requireNonNull(constraint, "constraint");
        if (constraint instanceof Constraint.Floor floor) {
            requireSound(floor.least(), currency);
        }
    }

    private static void requireSound(Money least, Currency currency) {
        if (!least.currency().equals(currency)) {
            throw new InvalidRequestException(
                    "floor", least + " is in another currency than the account; give it in " + currency);
        }
        if (least.isPositive()) {
            throw new InvalidRequestException(
                    "floor", least + " is above zero, where an empty account is; give zero or a negative amount");
        }
    }

    /** An account without a limit. {@link #neverBelowZero} and {@link #neverBelow} give it one. */
    public static Account of(String path, AccountKind kind, String currencyCode) {
        return new Account(new AccountId(path), kind, Currency.of(currencyCode), new Constraint.Unlimited());
    }

    public static Account asset(String path, String currencyCode) {
        return of(path, AccountKind.ASSET, currencyCode);
    }

    public static Account liability(String path, String currencyCode) {
        return of(path, AccountKind.LIABILITY, currencyCode);
    }

    public static Account equity(String path, String currencyCode) {
        return of(path, AccountKind.EQUITY, currencyCode);
    }

    public static Account revenue(String path, String currencyCode) {
        return of(path, AccountKind.REVENUE, currencyCode);
    }

    public static Account expense(String path, String currencyCode) {
        return of(path, AccountKind.EXPENSE, currencyCode);
    }

    /** The same account, of which only what is in it can be drawn. */
    public Account neverBelowZero() {
        return neverBelow(Money.zero(currency));
    }

    /** The same account, whose available amount never falls below the floor; a negative one is a credit line. */
    public Account neverBelow(Money floor) {
        return new Account(id, kind, currency, new Constraint.Floor(floor));
    }
}
