package dev.crema.channel;

/** A {@link Channel} that brings money in: it collects from a payer. */
public interface Collects extends Channel {
    /**
     * Opens the charge with the provider. Calling again with the same {@link Charge#reference} must not collect twice.
     *
     * @return {@code Done} when paid at once, {@code NeedsAction} when the payer has to act, {@code NotSent} only if no
     *     byte of the request left
     */
    ChannelResult open(Charge charge);

    /**
     * Asks what became of the charge: the cure for {@link ChannelResult.Unknown}.
     *
     * @return {@code NotSent} when the provider states that it does not know the reference; a query that did not get
     *     through is {@code Unknown}
     */
    ChannelResult query(Charge charge);

    /**
     * Asks the provider to take no more money for the charge.
     *
     * @return {@code Declined} when it is closed and cannot be paid any more, {@code Done} when it was paid before it
     *     could be closed, {@code NotSent} when the provider does not know the reference, {@code Unknown} when nothing
     *     was learned
     */
    ChannelResult close(Charge charge);
}
