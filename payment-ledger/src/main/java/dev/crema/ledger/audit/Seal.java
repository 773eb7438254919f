package dev.crema.ledger.audit;

import dev.crema.failure.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A seal over the books of a scope: whoever has it can tell later whether all that stood then still stands. It says
 * nothing about what is in the books and may be published; {@link #toString()} is the form for that, and {@link #parse}
 * reads it.
 *
 * @param scope whose books
 * @param number counts the seals of the scope from 1
 * @param sealedAt when, to the microsecond
 * @param hash a SHA-256 over the heads of the accounts that had changed, the closed periods and the seal before, in hexadecimal
 */
public record Seal(String scope, long number, Instant sealedAt, String hash) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final String LABEL = "crema-seal-1";

    /**
     * Refuses what is no seal.
     *
     * @throws InvalidRequestException for the field {@code seal}
     */
    public Seal {
        if (number < 1 || !HASH.matcher(hash).matches()) {
            throw new InvalidRequestException("seal", "has no number above zero, or no hash of 64 hexadecimal digits");
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws InvalidRequestException for the field {@code seal} if it is nothing of the kind
     */
    public static Seal parse(String text) {
        String[] part = text.split(" ", -1);
        try {
            if (part.length == 5 && part[0].equals(LABEL)) {
                return new Seal(part[1], Long.parseLong(part[2]), Instant.parse(part[3]), part[4]);
            }
        } catch (NumberFormatException | DateTimeException e) {
            // Told below, like any other text that is no seal.
        }
        throw new InvalidRequestException("seal", "is not of the form '" + LABEL + " scope number instant hash'");
    }

    @Override
    public String toString() {
        return String.join(" ", LABEL, scope, Long.toString(number), sealedAt.toString(), hash);
    }
}
