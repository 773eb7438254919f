package dev.crema.ledger.journal;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Side;
import dev.crema.money.AccountId;
import dev.crema.money.Money;

/**
 * One line of a journal that is to be posted.
 *
 * @param account where
 * @param side on which side
 * @param amount how much; above zero
 */
public record Line(AccountId account, Side side, Money amount) {
    /**
     * Refuses what is no line of a book.
     *
     * @throws InvalidRequestException for the field {@code amount} if it is not above zero
     */
    public Line {
        requireNonNull(account, "account");
        requireNonNull(side, "side");
        amount.requirePositive("amount");
    }

    /** The amount in minor units, a debit as positive and a credit as negative. */
    public long signedMinor() {
        return side.sign() * amount.minor();
    }
}
