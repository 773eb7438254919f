package dev.crema.ledger.sql;

import dev.crema.books.Acceptance;
import dev.crema.books.Accepted;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.event.PaymentEvent;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.RequestInProgressException;
import dev.crema.money.Money;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** T1: the reference, the payment, its hold and its task; or, within the books, the whole payment at once. */
final class Acceptor {
    private final PaymentTable payments;
    private final TaskTable tasks;
    private final StoryTable stories;
    private final DeliveryTable deliveries;
    private final ReferenceTable references;
    private final Bookings bookings;
    private final PaidOrders paidOrders;

    Acceptor(
            PaymentTable payments,
            TaskTable tasks,
            StoryTable stories,
            DeliveryTable deliveries,
            ReferenceTable references,
            Bookings bookings,
            PaidOrders paidOrders) {
        this.payments = payments;
        this.tasks = tasks;
        this.stories = stories;
        this.deliveries = deliveries;
        this.references = references;
        this.bookings = bookings;
        this.paidOrders = paidOrders;
    }

    Accepted accept(Handle handle, Acceptance acceptance) {
        Payment payment = acceptance.payment();
        if (!references.take(handle, payment)) {
            return new Accepted(bearer(handle, payment), true);
        }
        if (payment.request() instanceof Refund refund) {
            reserve(handle, refund, payment);
        }
        if (payment.request() instanceof TopUp topUp) {
            topUp.order().ifPresent(order -> requireUnpaid(handle, payment, order));
        }
        if (payment.request() instanceof Capture capture) {
            reserve(handle, capture, payment);
        }
        boolean settles = acceptance.withinBooks() && !payment.isHeldBack();
        List<Payment> life = settles ? withinBooks(payment) : List.of(payment);
        Payment accepted = life.get(life.size() - 1);
        payments.insert(handle, accepted);
        stories.entered(handle, life);
        if (accepted.state().isTerminal()) {
            bookings.settle(handle, accepted);
            PaymentEvent event = PaymentEvent.of(accepted).orElseThrow();
            stories.happened(handle, accepted, event);
            deliveries.insert(handle, event);
            return new Accepted(accepted, false);
        }
        bookings.prepare(handle, accepted);
        if (payment.from().isPresent()) {
            bookings.hold(handle, accepted);
        }
        tasks.insert(handle, accepted, due(acceptance, accepted));
        if (accepted.isHeldBack()) {
            String why = accepted.reason().map(Reason::message).orElse("");
            tasks.heldBack(handle, accepted, new Reason("", "held back by " + why).message());
        }
        return new Accepted(accepted, false);
    }

    /** A held transfer has nothing to be worked on until its time is over. */
    private static Instant due(Acceptance acceptance, Payment accepted) {
        return accepted.state() == PaymentState.AUTHORIZED ? accepted.deadline().orElseThrow() : acceptance.due();
    }

    /** The states of a payment that needs no channel, from its birth on. */
    static List<Payment> withinBooks(Payment payment) {
        Instant now = payment.createdAt();
        Payment processing = payment.become(PaymentState.PROCESSING, now);
        PaymentState end = payment.deadline().isPresent() ? PaymentState.AUTHORIZED : PaymentState.SUCCEEDED;
        List<Payment> life = new ArrayList<>(List.of(payment, processing));
        life.add(processing.become(end, now));
        return life;
    }

    private Payment bearer(Handle handle, Payment payment) {
        return bearer(handle, payment.scope(), payment.request())
                .orElseThrow(() -> new RequestInProgressException(
                        "reference " + payment.reference() + " is being handled right now; repeat the request"));
    }

    /** The payment that bears the request's reference; refuses another request with the same. */
    Optional<Payment> bearer(Handle handle, Scope scope, PaymentRequest request) {
        return references
                .find(handle, scope, request.form(), request.reference())
                .map(bearer -> {
                    if (!bearer.fingerprint().equals(request.fingerprint())) {
                        throw new IdempotencyConflictException("reference " + request.reference()
                                + " was used for another " + request.form() + ", " + bearer.payment()
                                + "; use a reference of its own for each request");
                    }
                    return payments.find(handle, scope, bearer.payment()).orElseThrow();
                });
    }

    private void requireUnpaid(Handle handle, Payment payment, Reference order) {
        paidOrders.find(handle, payment.scope(), order).ifPresent(first -> {
            throw new InvalidStateException("order " + order + " is paid already, by " + first);
        });
    }

    /** Takes the capture's share of what is set aside. */
    private void reserve(Handle handle, Capture capture, Payment payment) {
        Payment authorized = original(handle, capture.payment(), payment);
        boolean over = authorized
                .setAsideUntil()
                .filter(until -> !payment.createdAt().isBefore(until))
                .isPresent();
        if (authorized.state() != PaymentState.AUTHORIZED || authorized.cancelRequested() || over) {
            throw new InvalidStateException("payment " + authorized.id() + " is "
                    + (over ? "about to expire" : authorized.cancelRequested() ? "being cancelled" : authorized.state())
                    + "; only what is set aside can be captured");
        }
        if (capture.amount().compareTo(authorized.capturable()) > 0) {
            throw new AmountExceededException("amount: " + capture.amount() + " is more than the "
                    + authorized.capturable() + " that can still be captured of payment " + authorized.id());
        }
        payments.capture(
                handle,
                authorized.id(),
                capture.amount(),
                Money.zero(capture.amount().currency()));
    }

    /** The payment that this one is about, locked until the commit, in whose currency it must be. */
    private Payment original(Handle handle, PaymentId id, Payment payment) {
        Payment original = payments.lock(handle, id)
                .filter(found -> found.scope().equals(payment.scope()))
                .orElseThrow(() -> new NotFoundException("no payment " + id));
        if (!payment.amount().currency().equals(original.amount().currency())) {
            throw new InvalidRequestException(
                    "amount",
                    payment.amount() + " is not in the payment's currency, "
                            + original.amount().currency().code());
        }
        return original;
    }

    /** Takes the refund's share of the original, or of its money in suspense, whose row stays locked until the commit. */
    private void reserve(Handle handle, Refund refund, Payment payment) {
        if (refund.movement().isPresent()) {
            SuspenseTable.reserve(handle, refund, payment);
            return;
        }
        Payment original = original(handle, refund.payment(), payment);
        if (original.state() != PaymentState.SUCCEEDED) {
            throw new InvalidStateException("payment " + original.id() + " is " + original.state()
                    + "; only one that has succeeded can be given back");
        }
        if (refund.amount().compareTo(original.refundable()) > 0) {
            throw new AmountExceededException("amount: " + refund.amount() + " is more than the "
                    + original.refundable() + " that can still be given back of payment " + original.id());
        }
        payments.reserve(handle, original.id(), refund.amount());
    }
}
