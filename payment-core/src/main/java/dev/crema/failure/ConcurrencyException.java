package dev.crema.failure;

import org.jspecify.annotations.Nullable;

/** Conflicts with other transactions outlasted the library's own repeats. Nothing was written. */
public final class ConcurrencyException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public ConcurrencyException(String message) {
        this(message, null);
    }

    public ConcurrencyException(String message, @Nullable Throwable cause) {
        super("CONCURRENCY", true, message, cause);
    }
}
