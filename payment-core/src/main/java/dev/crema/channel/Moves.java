package dev.crema.channel;

/**
 * A {@link Channel} that moves money between parties that it keeps accounts for: from the merchant's own account to a
 * party's, or from one party's to another's. The money stays with the provider.
 */
public interface Moves extends Channel {
    /** Moves the money. Calling again with the same {@link PartyTransfer#reference} must not move it twice. */
    ChannelResult move(PartyTransfer transfer);

    /**
     * Asks what became of the transfer.
     *
     * @return {@code NotSent} when the provider states that it does not know the reference; a query that did not get
     *     through is {@code Unknown}
     */
    ChannelResult query(PartyTransfer transfer);
}
