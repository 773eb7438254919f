package dev.crema.payment;

import dev.crema.failure.InvalidRequestException;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The public id of a payment. It is drawn from {@link SecureRandom} with 130 random bits, so it can be neither guessed
 * nor counted, and it is short and plain enough to be the order number at any channel.
 *
 * @param value 26 characters out of {@code 0-9 a-z} without {@code i l o u}
 */
public record PaymentId(String value) {
    private static final int LENGTH = 26;
    private static final int BITS = 5;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final Pattern GRAMMAR = Pattern.compile("[0-9a-hjkmnp-tv-z]{" + LENGTH + "}");

    public PaymentId {
        if (value == null || !GRAMMAR.matcher(value).matches()) {
            throw new InvalidRequestException("paymentId", "is not the id of a payment");
        }
    }

    public static PaymentId random(SecureRandom random) {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(DIGITS.charAt(random.nextInt(1 << BITS)));
        }
        return new PaymentId(id.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
