package dev.crema.failure;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything the library throws on purpose. The subclasses are split by remedy, not by cause: a caller
 * that only asks {@link #isRetryable()} already acts correctly.
 *
 * <p>Messages name fields, ids and values; they never carry a key, a token or a full card number.
 */
public abstract sealed class PaymentException extends RuntimeException
        permits AmountExceededException,
                ChannelDeclinedException,
                ChannelUnavailableException,
                ConcurrencyException,
                ConfigurationException,
                IdempotencyConflictException,
                InsufficientFundsException,
                InvalidRequestException,
                InvalidStateException,
                LedgerInvariantException,
                NotFoundException,
                OutcomeUnknownException,
                OverloadedException,
                RequestInProgressException,
                RiskRefusedException,
                RiskUnavailableException,
                StorageException,
                WebhookRejectedException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;

    PaymentException(String code, boolean retryable, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryable = retryable;
    }

    /** A stable name of the kind of failure, for programs: upper case with underscores. */
    public final String code() {
        return code;
    }

    /** True when the same request, with the same reference, may succeed later and cannot take effect twice. */
    public final boolean isRetryable() {
        return retryable;
    }
}
