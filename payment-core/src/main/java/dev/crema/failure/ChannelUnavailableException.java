package dev.crema.failure;

import org.jspecify.annotations.Nullable;

/** The channel was definitely not reached: no byte of the request left, so a repeat is safe. */
public final class ChannelUnavailableException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public ChannelUnavailableException(String message) {
        this(message, null);
    }

    public ChannelUnavailableException(String message, @Nullable Throwable cause) {
        super("CHANNEL_UNAVAILABLE", true, message, cause);
    }
}
