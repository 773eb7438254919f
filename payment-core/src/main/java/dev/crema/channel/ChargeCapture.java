package dev.crema.channel;

import dev.crema.money.Money;

/**
 * A request to collect what was set aside, in full or in part.
 *
 * @param reference the channel reference of the capture: letters, digits and underscores, 32 characters at most, the
 *     same on every repeat and different for each capture
 * @param chargeReference the channel reference of the charge that set the money aside
 * @param authorizationId the provider's own id of the authorization
 * @param authorized what was set aside
 * @param amount what to collect, positive and no more than is left of it
 * @param subject what the payer reads
 * @param attachment ids of the host's business for the provider to keep with it, where it has a field for that: at most
 *     127 characters of ASCII, may be empty, the same on every repeat
 */
public record ChargeCapture(
        String reference,
        String chargeReference,
        String authorizationId,
        Money authorized,
        Money amount,
        String subject,
        String attachment) {
    /** One that says nothing of the host's business. */
    public ChargeCapture(
            String reference,
            String chargeReference,
            String authorizationId,
            Money authorized,
            Money amount,
            String subject) {
        this(reference, chargeReference, authorizationId, authorized, amount, subject, "");
    }
}
