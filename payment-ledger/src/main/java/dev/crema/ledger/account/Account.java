package dev.crema.ledger.account;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;

/**
 * What an account is; what is in it is its {@link Balance}. Its kind and currency are for ever; its constraint can be
 * changed later.
 *
 * @param id its path
 * @param kind which side it grows on
 * @param currency the one currency it is kept in
 * @param constraint what may not happen to it
 * @param keeping how it is kept so that many can book on it at once
 */
public record Account(AccountId id, AccountKind kind, Currency currency, Constraint constraint, Keeping keeping) {
    // Leaves room for the names of the stripes.
    private static final int LONGEST_STRIPED = 124;

    /**
     * Refuses limits that do not fit the account.
     *
     * @throws InvalidRequestException for the field {@code floor} or {@code ceiling} if it is in another currency, or if
     *     an empty account would break it from its first day; for {@code keeping} if the account has a ceiling and is
     *     striped or deferring, as nobody sees all of such an account at once; for {@code account} if it is striped and
     *     its path is longer than 124 characters
     */
    public Account {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(currency, "currency");
        constraint.requireSoundFor(currency);
        if (!keeping.equals(Keeping.PLAIN) && constraint.most() != null) {
            throw new InvalidRequestException(
                    "keeping", "is striped or deferring, where a ceiling cannot be judged; leave one of the two out");
        }
        if (keeping.isStriped() && id.path().length() > LONGEST_STRIPED) {
            throw new InvalidRequestException(
                    "account", "is longer than the " + LONGEST_STRIPED + " characters that a striped one can have");
        }
    }

    /** An account that is kept plainly. */
    public Account(AccountId id, AccountKind kind, Currency currency, Constraint constraint) {
        this(id, kind, currency, constraint, Keeping.PLAIN);
    }

    /** An account without a limit. The methods below give it some. */
    public static Account of(String path, AccountKind kind, String currencyCode) {
        return new Account(new AccountId(path), kind, Currency.of(currencyCode), Constraint.NONE);
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
        return under(new Constraint(floor, constraint.most(), constraint.only()));
    }

    /** The same account, whose balance never rises above the ceiling. */
    public Account neverAbove(Money ceiling) {
        return under(new Constraint(constraint.least(), ceiling, constraint.only()));
    }

    /** The same account, on which only debits are booked. */
    public Account debitsOnly() {
        return under(new Constraint(constraint.least(), constraint.most(), Side.DEBIT));
    }

    /** The same account, on which only credits are booked. */
    public Account creditsOnly() {
        return under(new Constraint(constraint.least(), constraint.most(), Side.CREDIT));
    }

    /** The same account under another constraint. */
    public Account under(Constraint constraint) {
        return new Account(id, kind, currency, constraint, keeping);
    }

    /**
     * The same account, kept on so many rows that as many transactions can book on it at once. For accounts that many
     * hosts' transactions draw from and pay into; see the README for what it promises.
     *
     * @param stripes 1 to 64; as many as transactions are to be in it at once
     */
    public Account striped(int stripes) {
        return kept(Keeping.of(stripes, false));
    }

    /**
     * The same account, on which what makes it more is booked without waiting for anybody, and gets its number and its
     * running balance later. For accounts into which many pay and from which few draw; see the README for what it
     * promises.
     */
    public Account deferring() {
        return kept(Keeping.of(1, true));
    }

    /** The same account, kept like this. */
    public Account kept(Keeping keeping) {
        return new Account(id, kind, currency, constraint, keeping);
    }
}
