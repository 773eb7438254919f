package dev.crema.failure;

import org.jspecify.annotations.Nullable;

/** The database failed. Nothing was written. */
public final class StorageException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        this(message, null);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super("STORAGE", true, message, cause);
    }
}
