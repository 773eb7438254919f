package dev.crema.failure;

/** There is no such thing, or it belongs to another scope; the two look the same on purpose. */
public final class NotFoundException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super("NOT_FOUND", false, message, null);
    }
}
