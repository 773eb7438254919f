package dev.crema.failure;

/** A rule of the books would have been broken; the transaction was rolled back. This is a defect, never a caller's mistake. */
public final class LedgerInvariantException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public LedgerInvariantException(String message) {
        super("LEDGER_INVARIANT", false, message, null);
    }
}
