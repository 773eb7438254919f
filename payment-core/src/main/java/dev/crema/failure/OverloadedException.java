package dev.crema.failure;

/** So many requests are being taken at this moment that no more are let in. Nothing was written; repeat it later. */
public final class OverloadedException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super("OVERLOADED", true, message, null);
    }
}
