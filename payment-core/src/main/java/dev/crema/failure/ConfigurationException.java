package dev.crema.failure;

import org.jspecify.annotations.Nullable;

/** The library refuses to start: the message names the setting and the remedy. */
public final class ConfigurationException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super("CONFIGURATION", false, message, cause);
    }
}
