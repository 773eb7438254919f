package dev.crema.payment;

import dev.crema.context.Reference;
import dev.crema.money.Money;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a caller asks for, in one of the four forms. */
public sealed interface PaymentRequest permits Capture, Refund, TopUp, Transfer, Withdrawal {
    Reference reference();

    /** How much, always positive. */
    Money amount();

    /** What people read; it may differ between repeats of one request. */
    String subject();

    Form form();

    /** The payment that this one is about: the one that is given back, or captured. */
    default Optional<PaymentId> original() {
        return Optional.empty();
    }

    /** Everything besides form and amount that makes this request different from another with the same reference. */
    List<String> content();

    /** Equal for equal content: a repeat with the same reference must have the same. 64 hexadecimal digits. */
    default String fingerprint() {
        // Lengths before values, so that no value can run into its neighbour.
        StringBuilder canonical = new StringBuilder();
        canonical.append(form()).append('|').append(amount().minor());
        canonical.append('|').append(amount().currency().code());
        content()
                .forEach(value ->
                        canonical.append('|').append(value.length()).append(':').append(value));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
