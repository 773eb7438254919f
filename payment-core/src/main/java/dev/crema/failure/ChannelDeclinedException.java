package dev.crema.failure;

/** The channel definitely said no. */
public final class ChannelDeclinedException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public ChannelDeclinedException(String message) {
        super("CHANNEL_DECLINED", false, message, null);
    }
}
