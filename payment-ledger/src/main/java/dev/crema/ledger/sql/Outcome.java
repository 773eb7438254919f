package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.PaymentException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request of a batch.
 *
 * @param results one per command, if it was done
 * @param failure why not, otherwise
 * @param elsewhere whether it was not judged because another transaction has one of its accounts
 */
record Outcome(List<Object> results, @Nullable RuntimeException failure, boolean elsewhere) {
    static final Outcome ELSEWHERE = new Outcome(List.of(), null, true);

    static Outcome done(List<Object> results) {
        return new Outcome(List.copyOf(results), null, false);
    }

    static Outcome refused(PaymentException refusal) {
        return new Outcome(List.of(), refusal, false);
    }

    static Outcome failed(RuntimeException failure) {
        return new Outcome(List.of(), failure, false);
    }

    /** Whether it was judged, and against what was asked. */
    boolean isRefused() {
        return failure instanceof PaymentException;
    }

    /** Whether the request was judged, so that it is over unless somebody repeats it. */
    boolean isFinal() {
        return !elsewhere && !(failure instanceof Reroute) && !(failure instanceof ConcurrencyException);
    }

    /** The results. */
    List<Object> orThrow() {
        if (failure != null) {
            throw failure;
        }
        return results;
    }
}
