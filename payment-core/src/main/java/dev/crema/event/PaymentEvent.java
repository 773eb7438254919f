package dev.crema.event;

import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of a payment, that its money is set aside at a channel, or that it came back. Delivered at least once, after the
 * commit: a listener that acts remembers {@link #id} to act once. The same id always carries the same content.
 */
public sealed interface PaymentEvent
        permits PaymentAuthorized, PaymentCancelled, PaymentExpired, PaymentFailed, PaymentReturned, PaymentSucceeded {
    /** Everything the event says. */
    Details details();

    /** The same on each delivery of this event, and of no other. */
    default String id() {
        return details().paymentId() + "-" + details().sequence();
    }

    default PaymentId paymentId() {
        return details().paymentId();
    }

    default Scope scope() {
        return details().scope();
    }

    /** The reference of the request, as the host gave it. */
    default Reference reference() {
        return details().reference();
    }

    default Form form() {
        return details().form();
    }

    default Money amount() {
        return details().amount();
    }

    /** What the payment is part of. */
    default BusinessContext context() {
        return details().context().payment(paymentId().value());
    }

    /**
     * What an event says.
     *
     * @param paymentId the payment that ended
     * @param scope whose it is
     * @param reference the reference of the request
     * @param form its form
     * @param amount its amount
     * @param sequence rises with each event of one payment
     * @param reason why it ended, unless it succeeded
     * @param context what the payment is part of, as its caller said
     * @param at when it ended
     */
    record Details(
            PaymentId paymentId,
            Scope scope,
            Reference reference,
            Form form,
            Money amount,
            int sequence,
            Optional<Reason> reason,
            BusinessContext context,
            Instant at) {}

    /** What had gone out came back; the event's sequence follows that of the end. */
    static PaymentReturned returned(Payment payment, Instant at) {
        return new PaymentReturned(details(payment, payment.version() + 1, at));
    }

    private static Details details(Payment payment, int sequence, Instant at) {
        return new Details(
                payment.id(),
                payment.scope(),
                payment.reference(),
                payment.form(),
                payment.amount(),
                sequence,
                payment.reason(),
                payment.context(),
                at);
    }

    /** The event that the payment's state makes; empty while there is nothing to tell. */
    static Optional<PaymentEvent> of(Payment payment) {
        Details details = details(payment, payment.version(), payment.updatedAt());
        boolean tells = payment.state().isTerminal()
                || (payment.state() == PaymentState.AUTHORIZED && payment.isAuthorization());
        return tells ? Optional.of(of(payment.state(), details)) : Optional.empty();
    }

    /**
     * The event for the state with these details.
     *
     * @throws IllegalArgumentException if the state makes none
     */
    static PaymentEvent of(PaymentState state, Details details) {
        return switch (state) {
            case AUTHORIZED -> new PaymentAuthorized(details);
            case SUCCEEDED -> new PaymentSucceeded(details);
            case FAILED -> new PaymentFailed(details);
            case CANCELLED -> new PaymentCancelled(details);
            case EXPIRED -> new PaymentExpired(details);
            default -> throw new IllegalArgumentException(state + " makes no event");
        };
    }
}
