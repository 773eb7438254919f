package dev.crema.channel;

import dev.crema.money.Money;

/**
 * A request to give back a charge, in full or in part.
 *
 * @param reference the channel reference of the refund: letters, digits and underscores, 32 characters at most
 * @param chargeReference the channel reference of the charge that is given back
 * @param chargeTransaction the provider's own id of that charge
 * @param charged what the charge collected
 * @param amount what to give back, positive and no more than was charged
 * @param reason what the payer reads
 * @param attachment ids of the host's business for the provider to keep with it, where it has a field for that: at most
 *     127 characters of ASCII, may be empty, the same on every repeat
 */
public record ChargeRefund(
        String reference,
        String chargeReference,
        String chargeTransaction,
        Money charged,
        Money amount,
        String reason,
        String attachment) {
    /** One that says nothing of the host's business. */
    public ChargeRefund(
            String reference,
            String chargeReference,
            String chargeTransaction,
            Money charged,
            Money amount,
            String reason) {
        this(reference, chargeReference, chargeTransaction, charged, amount, reason, "");
    }
}
