package dev.crema.failure;

import org.jspecify.annotations.Nullable;

/** The request may have been written. Repeating it with the same reference finds out and never doubles it. */
public final class OutcomeUnknownException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message) {
        this(message, null);
    }

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super("OUTCOME_UNKNOWN", true, message, cause);
    }
}
