package dev.crema.plan;

import java.util.Optional;

/**
 * Host code around the steps of every plan: a coupon, a fee, a limit. Found by {@link java.util.ServiceLoader}, or named
 * to the builder; asked in the order of {@link #order}. Implementations have a public constructor without parameters,
 * are thread-safe, have no effects of their own and answer the same each time: a decision may be repeated.
 */
public interface Interceptor {
    /** What people call it; shown where it refuses something. */
    String name();

    /** Where it stands among the others: small numbers first. */
    default int order() {
        return 0;
    }

    /**
     * What is really to be paid. A coupon adds a {@link Tender#from tender} of whoever gives it; a fee adds a {@link Share}
     * for whoever earns it, or an {@link Order} on top; a limit throws.
     *
     * @throws dev.crema.failure.PaymentException to refuse the whole purchase before anything is written
     */
    default Purchase before(Purchase purchase) {
        return purchase;
    }

    /**
     * Asked when a step is about to begin, inside the transaction that begins it: quick, and without any waiting.
     *
     * @return why the step must not begin, which fails the trade while the payer pays; empty to let it pass
     */
    default Optional<String> refuses(Step step, Occasion occasion) {
        return Optional.empty();
    }
}
