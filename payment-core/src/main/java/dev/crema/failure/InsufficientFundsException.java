package dev.crema.failure;

/** The account's available balance is too small. Nothing was written. */
public final class InsufficientFundsException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public InsufficientFundsException(String message) {
        super("INSUFFICIENT_FUNDS", false, message, null);
    }
}
