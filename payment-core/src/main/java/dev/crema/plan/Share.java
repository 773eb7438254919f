package dev.crema.plan;

import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The part of an order that another party than the payee gets (分账). A share in basis points is rounded down to whole
 * minor units; what rounding leaves is the payee's, so the parts always add up to the order.
 *
 * @param order the order it is a part of
 * @param party the account that gets it
 * @param basisPoints ten-thousandths of the order, 0 to 10 000; 0 where {@code amount} says how much
 * @param amount exactly so much, positive; empty where basis points say it
 */
public record Share(Reference order, AccountId party, int basisPoints, Optional<Money> amount) {
    private static final int WHOLE = 10_000;

    public Share {
        if (basisPoints < 0 || basisPoints > WHOLE) {
            throw new InvalidRequestException(
                    "share", basisPoints + " basis points for " + party + "; give 1 to " + WHOLE);
        }
        if ((basisPoints == 0) == amount.isEmpty()) {
            throw new InvalidRequestException("share", "of " + party + ": give basis points or an amount, one of them");
        }
        amount.ifPresent(some -> some.requirePositive("share"));
    }

    /** The share of an order of this amount. */
    public Money of(Money whole) {
        return amount.orElseGet(() -> whole.basisPoints(basisPoints, RoundingMode.DOWN));
    }
}
