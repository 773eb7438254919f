package dev.crema.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * What a piece of news, or the passing of time, makes of a payment. The books write all of it in one transaction.
 *
 * @param next the payment afterwards; the same as before when the news is old
 * @param difference what disagrees, to be recorded and booked once
 * @param due when to work on it again; empty when there is nothing left to do
 * @param anew whether the waits between tries begin anew, because a wait of another kind begins
 * @param absent whether the channel turned out not to have the last request, so that it may be sent again
 */
public record Verdict(
        Payment next, Optional<Difference> difference, Optional<Instant> due, boolean anew, boolean absent) {
    static Verdict settled(Payment next) {
        return new Verdict(next, Optional.empty(), Optional.empty(), false, false);
    }

    static Verdict differing(Payment next, Difference difference) {
        return new Verdict(next, Optional.of(difference), Optional.empty(), false, false);
    }

    /** The same for the payment as it is given. */
    Verdict with(Payment next) {
        return new Verdict(next, difference, due, anew, absent);
    }
}
