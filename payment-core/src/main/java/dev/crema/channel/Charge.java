package dev.crema.channel;

import dev.crema.money.Money;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request to collect money from a payer.
 *
 * @param reference the channel reference: letters, digits and underscores, 32 characters at most, the same on every
 *     repeat
 * @param amount what to collect, positive
 * @param subject what the payer reads
 * @param returnTo where the payer's browser goes afterwards
 * @param expiresAt after this instant the payer should not be able to pay
 * @param options what only this provider understands, for example the product to use, by the names its adapter documents
 * @param attachment ids of the host's business for the provider to keep with the order, where it has a field for that:
 *     at most 127 characters of ASCII, may be empty, the same on every repeat
 * @param authorizes whether the money is only to be set aside, to be collected later by {@link Captures#capture}
 */
public record Charge(
        String reference,
        Money amount,
        String subject,
        Optional<URI> returnTo,
        Instant expiresAt,
        Map<String, String> options,
        String attachment,
        boolean authorizes) {
    public Charge {
        options = Map.copyOf(options);
    }

    /** One that collects at once. */
    public Charge(
            String reference,
            Money amount,
            String subject,
            Optional<URI> returnTo,
            Instant expiresAt,
            Map<String, String> options) {
        this(reference, amount, subject, returnTo, expiresAt, options, "", false);
    }

    /** The same, with the money only set aside. */
    public Charge authorizing() {
        return new Charge(reference, amount, subject, returnTo, expiresAt, options, attachment, true);
    }
}
