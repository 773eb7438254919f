package dev.crema.channel;

/** A {@link Channel} that can give money back the way it came. */
public interface Refunds extends Channel {
    /** Gives the money back. Calling again with the same {@link ChargeRefund#reference} must not give back twice. */
    ChannelResult refund(ChargeRefund refund);

    /**
     * Asks what became of the refund.
     *
     * @return {@code NotSent} when the provider states that it does not know the reference; a query that did not get
     *     through is {@code Unknown}
     */
    ChannelResult query(ChargeRefund refund);
}
