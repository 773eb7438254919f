package dev.crema.trade;

import dev.crema.context.RandomId;
import dev.crema.failure.InvalidRequestException;
import java.security.SecureRandom;

/**
 * The public id of a trade, drawn as that of a payment is.
 *
 * @param value 26 characters out of {@code 0-9 a-z} without {@code i l o u}
 */
public record TradeId(String value) {
    public TradeId {
        if (value == null || !RandomId.matches(value)) {
            throw new InvalidRequestException("tradeId", "is not the id of a trade");
        }
    }

    public static TradeId random(SecureRandom random) {
        return new TradeId(RandomId.draw(random));
    }

    @Override
    public String toString() {
        return value;
    }
}
