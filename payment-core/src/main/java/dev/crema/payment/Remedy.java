package dev.crema.payment;

import dev.crema.money.AccountId;
import java.util.Optional;

/**
 * What is to become of the money of one difference.
 *
 * @param policy what is done
 * @param id the id of the payment that does it, new for each; nobody uses it where nothing is done
 * @param wallet whom {@link DifferencePolicy#CREDIT_WALLET} credits
 */
public record Remedy(DifferencePolicy policy, PaymentId id, Optional<AccountId> wallet) {
    /** What the references of the payments begin with by which differences are remedied. */
    public static final String REFERENCES = "difference:";

    public Remedy {
        if ((policy == DifferencePolicy.CREDIT_WALLET) != wallet.isPresent()) {
            throw new IllegalArgumentException(policy + " of wallet " + wallet);
        }
    }

    /** The same money left to a person. */
    public Remedy forReview() {
        return new Remedy(DifferencePolicy.HOLD_FOR_REVIEW, id, Optional.empty());
    }
}
