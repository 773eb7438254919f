package dev.crema.channel;

import dev.crema.money.Money;
import java.util.Map;

/**
 * A request to move money between parties at the provider.
 *
 * @param reference the channel reference: letters, digits and underscores, 32 characters at most, the same on every
 *     repeat
 * @param amount what to move, positive
 * @param parties between whom
 * @param subject what the parties read
 * @param options what only this provider understands, by the names its adapter documents
 * @param attachment ids of the host's business for the provider to keep with the transfer, where it has a field for that:
 *     at most 127 characters of ASCII, may be empty, the same on every repeat
 */
public record PartyTransfer(
        String reference,
        Money amount,
        Parties parties,
        String subject,
        Map<String, String> options,
        String attachment) {
    public PartyTransfer {
        options = Map.copyOf(options);
    }
}
