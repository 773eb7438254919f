package dev.crema.failure;

/** A check of the host's refused the request, or wants a person to look at what can not wait for one. Nothing was written. */
public final class RiskRefusedException extends PaymentException {
    private static final long serialVersionUID = 1L;

    public RiskRefusedException(String message) {
        super("RISK_REFUSED", false, message, null);
    }
}
