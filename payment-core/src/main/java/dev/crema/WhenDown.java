package dev.crema;

/** What becomes of new payments through a channel whose circuit breaker has opened. */
public enum WhenDown {
    /** They are accepted, and carried on with when the channel is back: the default. */
    ACCEPT,
    /**
     * They are refused with {@link dev.crema.failure.ChannelUnavailableException} before anything is written, so that
     * the payer can be offered another way.
     */
    REFUSE
}
