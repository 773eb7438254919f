package dev.crema.failure;

/** A check of the host's could not be asked, and what it has not judged may not pass. Nothing was written; repeat it later. */
public final class RiskUnavailableException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public RiskUnavailableException(String message) {
        super("RISK_UNAVAILABLE", true, message, null);
    }
}
