package dev.crema.payment;

import dev.crema.channel.ChannelResult;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.Money;

/** What a person found out about a payment that could not go on by itself, for example in the channel's own console. */
public sealed interface Evidence {
    /** The money moved. What the channel says of it: its own id of the movement, the amount and the fee. */
    record Moved(ChannelResult.Done news) implements Evidence {
        @Override
        public String toString() {
            return "moved " + news.amount() + " as " + news.transactionId();
        }
    }

    /** The money definitely did not move, and will not. */
    record NotMoved() implements Evidence {
        @Override
        public String toString() {
            return "not moved";
        }
    }

    /** The differences of the payment were seen to; nothing changes but that it needs nobody any more. */
    record SeenTo() implements Evidence {
        @Override
        public String toString() {
            return "differences seen to";
        }
    }

    /**
     * The money moved, without a fee that is known.
     *
     * @param transactionId the provider's own id of the movement
     * @param amount what really moved
     * @throws InvalidRequestException if that is nothing a channel could say
     */
    static Evidence moved(String transactionId, Money amount) {
        try {
            return new Moved(ChannelResult.Done.of(transactionId, amount));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("evidence", String.valueOf(e.getMessage()));
        }
    }

    static Evidence notMoved() {
        return new NotMoved();
    }

    static Evidence seenTo() {
        return new SeenTo();
    }
}
