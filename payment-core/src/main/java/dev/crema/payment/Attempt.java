package dev.crema.payment;

import dev.crema.channel.ChannelResult;
import java.time.Instant;
import java.util.Optional;

/**
 * One call of a channel for a payment, written before the call is made. An attempt without a result may or may not have
 * reached the channel.
 *
 * @param number 1 for the first call of the payment
 * @param work what was asked of the channel
 * @param channel the channel's name
 * @param reference the channel reference, the same on each repeat
 * @param startedAt when it was written
 * @param answeredAt when its answer was stored; empty while nobody knows of one
 * @param result what came of it
 * @param message what the channel said, for people
 */
public record Attempt(
        int number,
        Work work,
        String channel,
        ChannelReference reference,
        Instant startedAt,
        Optional<Instant> answeredAt,
        Optional<ChannelResult.Kind> result,
        String message) {

    /** Whether the channel definitely does not have this request. */
    public boolean isKnownAbsent() {
        return result.filter(ChannelResult.Kind.NOT_SENT::equals).isPresent();
    }
}
