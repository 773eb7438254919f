package dev.crema.failure;

/** A message that claims to come from a channel was refused and had no effect. */
public final class WebhookRejectedException extends PaymentException {
    private static final long serialVersionUID = 1L;

    /** Why the message was refused. For the log and the counters; the sender is told the same for all of them. */
    public enum Reason {
        SIGNATURE,
        STALE,
        MALFORMED,
        TOO_LARGE,
        MISMATCH,
        WRONG_ENVIRONMENT,
        UNKNOWN_KEY
    }

    private final Reason reason;

    public WebhookRejectedException(Reason reason, String message) {
        super("WEBHOOK_REJECTED", false, reason + ": " + message, null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
