package dev.crema.failure;

/** A request with the same reference is being handled right now. */
public final class RequestInProgressException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public RequestInProgressException(String message) {
        super("REQUEST_IN_PROGRESS", true, message, null);
    }
}
