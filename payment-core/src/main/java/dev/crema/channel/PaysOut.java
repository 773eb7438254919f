package dev.crema.channel;

/** A {@link Channel} that takes money out: it pays somebody. */
public interface PaysOut extends Channel {
    /** Sends the money. Calling again with the same {@link Payout#reference} must not pay twice. */
    ChannelResult send(Payout payout);

    /**
     * Asks what became of the payout.
     *
     * @return {@code NotSent} when the provider states that it does not know the reference; a query that did not get
     *     through is {@code Unknown}
     */
    ChannelResult query(Payout payout);
}
