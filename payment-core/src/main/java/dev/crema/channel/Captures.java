package dev.crema.channel;

/**
 * A {@link Channel} that collects in two phases: a charge that {@link Charge#authorizes} sets the money aside, captures
 * collect it, in full or in several parts up to what was set aside, and a release lets go of the rest.
 *
 * <p>{@link Collects#open} and {@link Collects#query} of such a charge answer {@link ChannelResult.Authorized} once the
 * money is set aside, also after captures; {@code Done} would mean that it was collected although nobody asked for that.
 * {@link Collects#close} of one that is set aside already answers {@code Authorized} too and lets go of nothing.
 */
public interface Captures extends Collects {
    /** Collects. Calling again with the same {@link ChargeCapture#reference} must not collect twice. */
    ChannelResult capture(ChargeCapture capture);

    /**
     * Asks what became of the capture.
     *
     * @return {@code NotSent} when the provider states that it does not know the reference; a query that did not get
     *     through is {@code Unknown}
     */
    ChannelResult query(ChargeCapture capture);

    /**
     * Lets go of what is left. Calling again changes nothing.
     *
     * @return {@code Declined} when nothing more can be captured, {@code NotSent} when the provider does not know the
     *     authorization, {@code Unknown} when nothing was learned
     */
    ChannelResult cancel(ChargeRelease release);
}
