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
 * @param open how it is to be gone on with, if it was not judged
 */
record Outcome(
        List<Object> results,
        @Nullable RuntimeException failure,
        @Nullable Open open) {
    static final Outcome ELSEWHERE = new Outcome(List.of(), null, Open.ELSEWHERE);
    static final Outcome AGAIN = new Outcome(List.of(), null, Open.AGAIN);
    static final Outcome APART = new Outcome(List.of(), null, Open.APART);

    /** Why a request was not judged. */
    enum Open {
        /** Another transaction has what it needs, so it is to wait where it stands in nobody's way. */
        ELSEWHERE,
        /** It was left to a later batch, which looks before it judges. */
        AGAIN,
        /** It is a payment's, whose reference has been used: that is gone into in a transaction of its own. */
        APART
    }

    static Outcome done(List<Object> results) {
        return new Outcome(List.copyOf(results), null, null);
    }

    static Outcome refused(PaymentException refusal) {
        return new Outcome(List.of(), refusal, null);
    }

    static Outcome failed(RuntimeException failure) {
        return new Outcome(List.of(), failure, null);
    }

    boolean isJudged() {
        return open == null;
    }

    /** Whether it was judged, and against what was asked. */
    boolean isRefused() {
        return failure instanceof PaymentException;
    }

    /** Whether the request was judged, so that it is over unless somebody repeats it. */
    boolean isFinal() {
        return isJudged() && !(failure instanceof Reroute) && !(failure instanceof ConcurrencyException);
    }

    /** The results. */
    List<Object> orThrow() {
        if (failure != null) {
            throw failure;
        }
        return results;
    }
}
