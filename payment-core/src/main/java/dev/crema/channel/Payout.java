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
 */
public record Payout(String reference, Money amount, Payee payee, String subject, Map<String, String> options) {
    public Payout {
        options = Map.copyOf(options);
    }
}
