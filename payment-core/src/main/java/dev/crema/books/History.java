package dev.crema.books;

import dev.crema.payment.Attempt;
import dev.crema.payment.Decision;
import dev.crema.payment.Difference;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Suspense;
import java.time.Instant;
import java.util.List;

/**
 * All that is recorded of a payment.
 *
 * @param payment as it stands
 * @param transitions the states it has been in, oldest first
 * @param attempts the calls that were made for it, oldest first
 * @param captures of a top-up in two phases, the captures of it, oldest first
 * @param refunds the refunds of it, oldest first
 * @param differences where the channel's word and ours disagree
 * @param suspense what came in against our word, where it is held and what was done about it
 * @param decisions what people decided of it, oldest first
 */
public record History(
        Payment payment,
        List<Transition> transitions,
        List<Attempt> attempts,
        List<Payment> captures,
        List<Payment> refunds,
        List<Difference> differences,
        List<Suspense> suspense,
        List<Decision> decisions) {

    /** A state the payment was in, and since when. */
    public record Transition(int version, PaymentState state, Instant at) {}
}
