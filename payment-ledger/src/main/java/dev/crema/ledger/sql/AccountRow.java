package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.account.Standing;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An account as its row stands, read under the row's lock or not; and, in copies, as it would stand after a change.
 *
 * @param scope whose it is
 * @param account what it is
 * @param stripe which of the account's rows it is; 0 unless the account is striped
 * @param state what may be done with it for the time being
 * @param closedThrough the last day to which nothing can be booked any more; null for none
 * @param balanceMinor debits counted as positive
 * @param heldMinor what open holds set aside; zero or more
 * @param entryCount the number of its last entry
 * @param lastBookedAt when that was booked, or the account opened
 * @param lastHash the head of its chain
 * @param terms how often anything else of the row was changed: its limits, its state, how it is kept
 */
record AccountRow(
        Scope scope,
        Account account,
        int stripe,
        AccountState state,
        @Nullable LocalDate closedThrough,
        long balanceMinor,
        long heldMinor,
        long entryCount,
        Instant lastBookedAt,
        Hash lastHash,
        int terms) {
    // So that all stripes together can still be counted.
    private static final long MOST_IN_A_STRIPE = Long.MAX_VALUE / Keeping.MOST_STRIPES;

    AccountId id() {
        return account.id();
    }

    AccountKey key() {
        return new AccountKey(scope, account.id(), stripe);
    }

    /** The row with one entry more. */
    AccountRow booked(Entry entry, Hash hash) {
        return new AccountRow(
                scope,
                account,
                stripe,
                state,
                closedThrough,
                entry.balance().minor(),
                heldMinor,
                AccountKey.inRow(entry.number()),
                entry.bookedAt(),
                hash,
                terms);
    }

    /** What its balance would be with so much more, debits counted as positive. */
    long balanceAfter(long signedMinor) {
        long after = sum(balanceMinor, signedMinor);
        boolean grows = after < 0 == signedMinor < 0;
        if (account.keeping().isStriped() && grows && (after > MOST_IN_A_STRIPE || after < -MOST_IN_A_STRIPE)) {
            throw overflow();
        }
        return after;
    }

    /** The row with so much more held; less, if negative. */
    AccountRow held(long minor) {
        long held = sum(heldMinor, minor);
        return new AccountRow(
                scope,
                account,
                stripe,
                state,
                closedThrough,
                balanceMinor,
                held,
                entryCount,
                lastBookedAt,
                lastHash,
                terms);
    }

    /** Whether so little is in it that any number of deferred amounts can still be counted. */
    boolean takesDeferred() {
        return account.keeping().deferring() && Math.abs(balanceMinor / 2) < Long.MAX_VALUE / 4;
    }

    /** The row with so much more in it, debits counted as positive, of which no entry speaks yet. */
    AccountRow withDeferred(long signedMinor) {
        return new AccountRow(
                scope,
                account,
                stripe,
                state,
                closedThrough,
                sum(balanceMinor, signedMinor),
                heldMinor,
                entryCount,
                lastBookedAt,
                lastHash,
                terms);
    }

    /** The account as a whole, seen from its own row, with what another of its rows has. */
    AccountRow with(AccountRow other) {
        Instant last = other.lastBookedAt.isAfter(lastBookedAt) ? other.lastBookedAt : lastBookedAt;
        return new AccountRow(
                scope,
                account,
                stripe,
                state,
                closedThrough,
                sum(balanceMinor, other.balanceMinor),
                sum(heldMinor, other.heldMinor),
                entryCount,
                last,
                lastHash,
                terms);
    }

    /** The day, or the first after it to which something can still be booked. */
    LocalDate firstOpenDay(LocalDate day) {
        return closedThrough == null || day.isAfter(closedThrough) ? day : closedThrough.plusDays(1);
    }

    /** The sum of two amounts of this account. */
    long sum(long a, long b) {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }

    private AmountExceededException overflow() {
        return new AmountExceededException("account: " + id() + " cannot count as much as that on top of "
                + amount(balanceMinor) + "; use smaller amounts");
    }

    /** Refuses a line that the account's state, sides or closed periods do not allow. */
    void requireOpenFor(Line line, LocalDate effectiveOn) {
        requireCurrency(line.amount());
        requireSide(line);
        if (line.side() != account.kind().normalSide()) {
            requireDrawable();
        } else if (state == AccountState.FROZEN || state == AccountState.CLOSED) {
            throw notInState();
        }
        if (closedThrough != null && !effectiveOn.isAfter(closedThrough)) {
            throw new InvalidStateException("effectiveOn: the books of " + id() + " are closed through " + closedThrough
                    + ", so nothing can count to " + effectiveOn + "; correct it on a later day");
        }
    }

    private void requireSide(Line line) {
        Side only = account.constraint().only();
        if (only != null && line.side() != only) {
            throw new InvalidStateException("account: " + id() + " is booked on its " + word(only) + " side only, not "
                    + line.side().name().toLowerCase(Locale.ROOT) + "ed");
        }
    }

    /** Refuses a line that the account will not allow on any day. */
    void requireEverOpenFor(Line line) {
        requireCurrency(line.amount());
        requireSide(line);
        requireNotClosed();
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    /** Refuses to draw from an account that is not to be drawn from. */
    void requireDrawable() {
        if (state != AccountState.OPEN) {
            throw notInState();
        }
    }

    /** Refuses what is not to be done with a closed account. */
    void requireNotClosed() {
        if (state == AccountState.CLOSED) {
            throw notInState();
        }
    }

    /** Refuses to close an account with something in it. */
    void requireEmpty() {
        if (account.keeping().deferring()) {
            throw new InvalidStateException("account: " + id()
                    + " is deferring, so that somebody may be paying into it at any moment; freeze it instead");
        }
        if (balanceMinor != 0 || heldMinor != 0) {
            throw new InvalidStateException("account: " + id() + " has " + amount(normalMinor()) + ", of which "
                    + amount(heldMinor) + " are held; it can be closed when both are zero");
        }
    }

    /** The same row under another constraint, which its balance must not break already. */
    AccountRow under(Constraint constraint) {
        Account constrained = account.under(constraint);
        Money least = constraint.least();
        Money most = constraint.most();
        if ((least != null && availableMinor() < least.minor()) || (most != null && normalMinor() > most.minor())) {
            throw new InvalidStateException("account: " + id() + " has " + amount(normalMinor()) + ", of which "
                    + amount(availableMinor()) + " are available, and would break the new limits from the start");
        }
        return new AccountRow(
                scope,
                constrained,
                stripe,
                state,
                closedThrough,
                balanceMinor,
                heldMinor,
                entryCount,
                lastBookedAt,
                lastHash,
                terms);
    }

    Standing standing() {
        return new Standing(account, state, balance(), closedThrough);
    }

    private InvalidStateException notInState() {
        return new InvalidStateException("account: " + id() + " is "
                + switch (state) {
                    case OPEN -> "open";
                    case NO_DRAWING -> "frozen for drawing";
                    case FROZEN -> "frozen";
                    case CLOSED -> "closed";
                });
    }

    void requireCurrency(Money amount) {
        if (!amount.currency().equals(account.currency())) {
            throw new InvalidRequestException(
                    "currency",
                    amount + " is no amount for " + id() + ", which is kept in " + account.currency()
                            + "; nothing converts");
        }
    }

    /**
     * Refuses a change that would break the account's constraint, or what can be counted.
     *
     * @param before the row as it was, for the message
     */
    void requireAllowedAfter(AccountRow before) {
        long available = availableMinor();
        Money least = account.constraint().least();
        if (least != null && available < least.minor()) {
            throw new InsufficientFundsException("account: " + id() + " has "
                    + amount(before.availableMinor() - least.minor()) + " available, "
                    + amount(before.availableMinor() - available) + " are needed"
                    + (before.heldMinor > 0 ? "; " + amount(before.heldMinor) + " are held" : "")
                    + (least.minor() < 0 ? "; it may go down to " + least : ""));
        }
        Money most = account.constraint().most();
        if (most != null && normalMinor() > most.minor()) {
            throw new AmountExceededException(
                    "account: " + id() + " may have at most " + most + " and would have " + amount(normalMinor()));
        }
    }

    /** What is left of the balance on the normal side without what is held. */
    long availableMinor() {
        try {
            return Math.subtractExact(normalMinor(), heldMinor);
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }

    /** The balance on its normal side. */
    long normalMinor() {
        try {
            return Math.multiplyExact(account.kind().normalSide().sign(), balanceMinor);
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }

    Balance balance() {
        return new Balance(id(), amount(normalMinor()), amount(heldMinor));
    }

    Money amount(long minor) {
        return Money.ofMinor(account.currency(), minor);
    }

    /** A row as it was read under its lock, and as it is to become. */
    record Change(AccountRow before, AccountRow after) {}
}
