package dev.crema.ledger.sql;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.account.Constraint;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;

/**
 * An account as its row stands, read under the row's lock or not; and, in copies, as it would stand after a change.
 *
 * @param account what it is
 * @param balanceMinor debits counted as positive
 * @param heldMinor what open holds set aside; zero or more
 * @param entryCount the number of its last entry
 * @param lastBookedAt when that was booked, or the account opened
 */
record AccountRow(Account account, long balanceMinor, long heldMinor, long entryCount, Instant lastBookedAt) {
    AccountId id() {
        return account.id();
    }

    /** The row with one entry more. */
    AccountRow booked(long signedMinor, Instant at) {
        return new AccountRow(account, exact(balanceMinor, signedMinor), heldMinor, entryCount + 1, at);
    }

    /** The row with so much more held; less, if negative. */
    AccountRow held(long minor) {
        return new AccountRow(account, balanceMinor, exact(heldMinor, minor), entryCount, lastBookedAt);
    }

    private long exact(long a, long b) {
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
        if (account.constraint() instanceof Constraint.Floor floor
                && available < floor.least().minor()) {
            long least = floor.least().minor();
            throw new InsufficientFundsException(
                    "account: " + id() + " has " + amount(before.availableMinor() - least) + " available, "
                            + amount(before.availableMinor() - available) + " are needed"
                            + (before.heldMinor > 0 ? "; " + amount(before.heldMinor) + " are held" : "")
                            + (least < 0 ? "; it may go down to " + floor.least() : ""));
        }
    }

    /** What is left of the balance on the normal side without what is held. */
    long availableMinor() {
        try {
            long balance = Math.multiplyExact(account.kind().normalSide().sign(), balanceMinor);
            return Math.subtractExact(balance, heldMinor);
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }

    Balance balance() {
        long sign = account.kind().normalSide().sign();
        return new Balance(id(), amount(Math.multiplyExact(sign, balanceMinor)), amount(heldMinor));
    }

    Money amount(long minor) {
        return Money.ofMinor(account.currency(), minor);
    }

    /** A row as it was read under its lock, and as it is to become. */
    record Change(AccountRow before, AccountRow after) {
        /** Nothing yet. */
        static Change none(AccountRow row) {
            return new Change(row, row);
        }

        Change to(AccountRow next) {
            return new Change(before, next);
        }

        void requireAllowed() {
            after.requireAllowedAfter(before);
        }
    }
}
