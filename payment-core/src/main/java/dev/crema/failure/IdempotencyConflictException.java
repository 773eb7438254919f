package dev.crema.failure;

/** The reference was used before, for a request with other content. The first request is untouched. */
public final class IdempotencyConflictException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public IdempotencyConflictException(String message) {
        super("IDEMPOTENCY_CONFLICT", false, message, null);
    }
}
