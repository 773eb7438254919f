package dev.crema.ledger.model;

import dev.crema.failure.PaymentException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was said to an act: a result, or the kind of refusal.
 *
 * @param result what came of it, or null
 * @param refusal why nothing did, or null
 */
record Answer(
        @Nullable Object result,
        @Nullable Class<?> refusal,
        @Nullable String message) {
    static Answer to(Supplier<Object> question) {
        try {
            return new Answer(question.get(), null, null);
        } catch (PaymentException e) {
            return new Answer(null, e.getClass(), e.getMessage());
        }
    }

    boolean isDone() {
        return refusal == null;
    }

    /** How a refusal is worded is the ledger's own affair. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Answer that
                && java.util.Objects.equals(result, that.result)
                && java.util.Objects.equals(refusal, that.refusal);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(result, refusal);
    }
}
