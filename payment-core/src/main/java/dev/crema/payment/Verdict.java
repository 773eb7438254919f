package dev.crema.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * What a piece of news, or the passing of time, makes of a payment. The books write all of it in one transaction.
 *
 * @param next the payment afterwards; the same as before when the news is old
 * @param difference what disagrees, to be recorded and booked once
 * @param due when to work on it again; empty when there is nothing left to do
 * @param absent whether the channel turned out not to have the last request, so that it may be sent again
 */
public record Verdict(Payment next, Optional<Difference> difference, Optional<Instant> due, boolean absent) {
    /** Whether the waits between tries begin anew with this step: a wait of another kind has begun. */
    public static boolean beginsAnew(Payment before, Payment next) {
        return next.state() == PaymentState.AWAITING_PAYER && before.state() != PaymentState.AWAITING_PAYER;
    }

    static Verdict settled(Payment next) {
        return new Verdict(next, Optional.empty(), Optional.empty(), false);
    }

    static Verdict differing(Payment next, Difference difference) {
        return new Verdict(next, Optional.of(difference), Optional.empty(), false);
    }
}
