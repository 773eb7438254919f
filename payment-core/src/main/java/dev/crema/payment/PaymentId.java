package dev.crema.payment;

import dev.crema.context.RandomId;
import dev.crema.failure.InvalidRequestException;
import java.security.SecureRandom;

/**
 * The public id of a payment. It is drawn from {@link SecureRandom} with 130 random bits, so it can be neither guessed
 * nor counted, and it is short and plain enough to be the order number at any channel.
 *
 * @param value 26 characters out of {@code 0-9 a-z} without {@code i l o u}
 */
public record PaymentId(String value) {
    public PaymentId {
        if (value == null || !RandomId.matches(value)) {
            throw new InvalidRequestException("paymentId", "is not the id of a payment");
        }
    }

    public static PaymentId random(SecureRandom random) {
        return new PaymentId(RandomId.draw(random));
    }

    @Override
    public String toString() {
        return value;
    }
}
