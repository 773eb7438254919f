package dev.crema.channel;

import dev.crema.money.Money;
import java.util.Map;

/**
 * A request to pay somebody.
 *
 * @param reference the channel reference: letters, digits and underscores, 32 characters at most
 * @param amount what to pay, positive
 * @param payee whom
 * @param subject what the payee reads
 * @param options what only this provider understands, by the names its adapter documents
 * @param attachment ids of the host's business for the provider to keep with the payout, where it has a field for that:
 *     at most 127 characters of ASCII, may be empty, the same on every repeat
 */
public record Payout(
        String reference, Money amount, Payee payee, String subject, Map<String, String> options, String attachment) {
    public Payout {
        options = Map.copyOf(options);
    }

    /** One that says nothing of the host's business. */
    public Payout(String reference, Money amount, Payee payee, String subject, Map<String, String> options) {
        this(reference, amount, payee, subject, options, "");
    }
}
