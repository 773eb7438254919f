package dev.crema.failure;

/** The operation is not allowed in the present state of its subject. Nothing was written. */
public final class InvalidStateException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public InvalidStateException(String message) {
        super("INVALID_STATE", false, message, null);
    }
}
