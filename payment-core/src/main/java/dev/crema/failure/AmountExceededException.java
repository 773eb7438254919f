package dev.crema.failure;

/** The amount is above a limit, or refunds together would exceed what was paid. Nothing was written. */
public final class AmountExceededException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public AmountExceededException(String message) {
        super("AMOUNT_EXCEEDED", false, message, null);
    }
}
