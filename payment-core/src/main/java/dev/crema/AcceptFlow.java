package dev.crema;

import dev.crema.books.Acceptance;
import dev.crema.books.Accepted;
import dev.crema.books.PaymentBooks;
import dev.crema.channel.Captures;
import dev.crema.channel.PaysOut;
import dev.crema.channel.Refunds;
import dev.crema.channel.WithinBooks;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.money.AccountId;
import dev.crema.payment.Capture;
import dev.crema.payment.Decision;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.refund.RefundRules;
import dev.crema.trade.StepPayments;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** T1: a request becomes a stored payment, and is carried on with at once where that is allowed. */
final class AcceptFlow {
    private static final Logger log = LoggerFactory.getLogger(AcceptFlow.class);

    private final PaymentBooks books;
    private final Channels channels;
    private final Limits limits;
    private final RefundRules refunds;
    private final Guards guards;
    private final Risks risks;
    private final Door door;
    private final CallFlow calling;
    private final Worker worker;
    private final Clock clock;
    private final Duration lease;
    private final boolean calls;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param calls whether callers' own threads go on to the channel; otherwise everything is left to the workers
     */
    AcceptFlow(
            PaymentBooks books,
            Channels channels,
            Limits limits,
            RefundRules refunds,
            Guards guards,
            Risks risks,
            Door door,
            CallFlow calling,
            Worker worker,
            Clock clock,
            Duration lease,
            boolean calls) {
        this.books = books;
        this.channels = channels;
        this.limits = limits;
        this.refunds = refunds;
        this.guards = guards;
        this.risks = risks;
        this.door = door;
        this.calling = calling;
        this.worker = worker;
        this.clock = clock;
        this.lease = lease;
        this.calls = calls;
    }

    Payment accept(Scope scope, PaymentRequest request) {
        if (request instanceof TopUp topUp) {
            return topUp(scope, topUp);
        }
        if (request instanceof Withdrawal withdrawal) {
            return withdraw(scope, withdrawal);
        }
        if (request instanceof Refund refund) {
            return refund(scope, refund);
        }
        if (request instanceof Capture capture) {
            return capture(scope, capture);
        }
        return transfer(scope, (Transfer) request);
    }

    Payment topUp(Scope scope, TopUp request) {
        return accept(scope, request, () -> asked(scope, request));
    }

    private Payment asked(Scope scope, TopUp request) {
        channels.require(
                request.channel(), Channels.ability(request), request.amount().currency());
        return payment(
                scope,
                request,
                request.channel(),
                Optional.empty(),
                Optional.of(request.into()),
                Optional.of(request.validFor()));
    }

    Payment withdraw(Scope scope, Withdrawal request) {
        return accept(scope, request, () -> asked(scope, request));
    }

    private Payment asked(Scope scope, Withdrawal request) {
        channels.require(request.channel(), PaysOut.class, request.amount().currency());
        return payment(
                scope, request, request.channel(), Optional.of(request.from()), Optional.empty(), Optional.empty());
    }

    Payment transfer(Scope scope, Transfer request) {
        return accept(scope, request, () -> asked(scope, request));
    }

    private Payment asked(Scope scope, Transfer request) {
        channels.require(
                request.channel(), Channels.ability(request), request.amount().currency());
        return payment(
                scope,
                request,
                request.channel(),
                Optional.of(request.from()),
                Optional.of(request.into()),
                request.heldFor());
    }

    Payment refund(Scope scope, Refund request) {
        return accept(scope, request, () -> asked(scope, request));
    }

    private Payment asked(Scope scope, Refund request) {
        if (request.movement().isPresent()) {
            throw new InvalidRequestException(
                    "movement", "money of a difference is given back by remedy(...), within what is held of it");
        }
        Payment original = books.find(scope, request.payment())
                .orElseThrow(() -> new NotFoundException("no payment " + request.payment()));
        if (original.form() != Form.TOP_UP && original.form() != Form.TRANSFER) {
            throw new InvalidStateException(
                    "payment " + original.id() + " is a " + original.form() + ", which is not given back");
        }
        if (original.isAuthorization()) {
            throw new InvalidStateException(
                    "payment " + original.id() + " was authorized and moved nothing itself; give back its captures");
        }
        if (original.isBetweenParties()) {
            throw new InvalidStateException("payment " + original.id() + " moved money between parties at channel "
                    + original.channel() + "; give it back by a transfer the other way");
        }
        if (original.bringsMoneyIn()) {
            channels.require(original.channel(), Refunds.class, request.amount().currency());
        }
        // A refund runs the original backwards.
        Optional<AccountId> pays = request.from()
                .or(() -> refunds.account(original, request.amount(), now()))
                .or(original::into);
        Optional<AccountId> receives = original.from();
        if (pays.equals(receives)) {
            throw new InvalidRequestException(
                    "from", "the refund would go from " + pays.orElseThrow() + " to itself; name another account");
        }
        return payment(scope, request, original.channel(), pays, receives, Optional.empty())
                .within(Carried.now().partOf(original.context()));
    }

    Payment capture(Scope scope, Capture request) {
        return accept(scope, request, () -> asked(scope, request));
    }

    private Payment asked(Scope scope, Capture request) {
        Payment authorized = books.find(scope, request.payment())
                .orElseThrow(() -> new NotFoundException("no payment " + request.payment()));
        if (!authorized.isAuthorization()) {
            throw new InvalidStateException(
                    "payment " + authorized.id() + " is no top-up in two phases; there is nothing to capture in parts");
        }
        channels.require(authorized.channel(), Captures.class, request.amount().currency());
        return payment(scope, request, authorized.channel(), Optional.empty(), authorized.into(), Optional.empty())
                .within(Carried.now().partOf(authorized.context()));
    }

    Payment capture(Scope scope, PaymentId id) {
        Payment captured = door.through(() -> books.capture(scope, id, now()));
        announce(captured);
        return captured;
    }

    Payment cancel(Scope scope, PaymentId id) {
        Payment cancelled = door.through(() -> books.cancel(scope, id, now()));
        return carryOn(cancelled, enters(cancelled));
    }

    /** A person lets a payment go on that was held back. */
    Payment release(Scope scope, PaymentId id, String who, String why) {
        Payment released = door.through(() -> books.release(scope, id, new Decision("released", who, why, now())));
        announce(released);
        return released;
    }

    /** Refuses what could not be accepted for its channel, its ability or its amount. */
    void requireFeasible(PaymentRequest request) {
        if (request instanceof TopUp topUp) {
            channels.require(
                    topUp.channel(), Channels.ability(topUp), topUp.amount().currency());
            guards.requireOpen(topUp.channel());
        } else {
            channels.require(
                    WithinBooks.DEFAULT_NAME,
                    WithinBooks.class,
                    request.amount().currency());
        }
        if (limits.exceeds(request.amount())) {
            throw limits.exceeded(request.amount());
        }
    }

    /**
     * Carries on with payments that were accepted or are to be closed, one after the other, while the workers take of
     * the others what they have room for.
     *
     * @return those that a worker has taken
     */
    List<Payment> carryOn(Scope scope, List<PaymentId> ids) {
        if (ids.size() > 1) {
            announce();
        }
        List<Payment> taken = new ArrayList<>();
        for (PaymentId id : ids) {
            books.find(scope, id).ifPresent(payment -> carryOn(payment, enters(payment), taken::add));
        }
        return worker.isActive() ? taken : List.of();
    }

    private Payment payment(
            Scope scope,
            PaymentRequest request,
            String channel,
            Optional<AccountId> from,
            Optional<AccountId> into,
            Optional<Duration> time) {
        // Money that goes back or was set aside before is limited by its original.
        if (limits.exceeds(request.amount()) && request.original().isEmpty()) {
            throw limits.exceeded(request.amount());
        }
        guards.requireOpen(channel);
        Instant now = now();
        return Payment.create(PaymentId.random(random), scope, request, channel, from, into, time.map(now::plus), now)
                .within(Carried.now());
    }

    /** Whatever speaks against a request by now, a repeat finds the payment that is there. */
    private Payment accept(Scope scope, PaymentRequest request, Supplier<Payment> asked) {
        if (StepPayments.isReserved(request.reference())) {
            throw new InvalidRequestException(
                    "reference",
                    request.reference() + " begins as those do that the library keeps for itself; choose another");
        }
        Payment admitted;
        try {
            admitted = judged(asked.get());
        } catch (PaymentException refused) {
            return books.bearer(scope, request).orElseThrow(() -> refused);
        }
        return Carried.with(carried(admitted), () -> store(admitted));
    }

    private Payment judged(Payment asked) {
        return Carried.with(carried(asked), () -> risks.judged(asked));
    }

    private static BusinessContext carried(Payment payment) {
        return payment.context().payment(payment.id().value());
    }

    private Payment store(Payment payment) {
        boolean withinBooks = payment.staysWithinBooks();
        // Where this thread carries on itself, the workers step in only if it dies.
        boolean here = !withinBooks && !payment.isHeldBack() && enters(payment);
        Instant due = here ? payment.createdAt().plus(lease) : payment.createdAt();
        Accepted accepted;
        try {
            accepted = door.through(() -> books.accept(new Acceptance(payment, withinBooks, due)));
        } catch (Throwable t) {
            leave(payment, here);
            throw t;
        }
        if (accepted.repeated()) {
            leave(payment, here);
            return accepted.payment();
        }
        return carryOn(accepted.payment(), here);
    }

    /**
     * Whether the calling thread may go on to the channel. Nothing is sent before the accepting transaction commits, so
     * inside the host's the workers do it afterwards; and so they do while enough callers are at the channel.
     */
    private boolean enters(Payment payment) {
        return calls
                && !books.hostTransaction().isOpen()
                && guards.of(payment.channel()).tryEnter();
    }

    private void leave(Payment payment, boolean here) {
        if (here) {
            guards.of(payment.channel()).leave();
        }
    }

    private Payment carryOn(Payment payment, boolean here) {
        return carryOn(payment, here, taken -> {});
    }

    private Payment carryOn(Payment payment, boolean here, Consumer<Payment> taken) {
        boolean waits = payment.state().isTerminal()
                || (payment.state() == PaymentState.AUTHORIZED && !payment.cancelRequested());
        Payment after = payment;
        try {
            after = here && !waits
                    ? books.claim(payment.id(), now(), lease).map(calling::run).orElseGet(() -> {
                        taken.accept(payment);
                        return payment;
                    })
                    : payment;
        } catch (PaymentException e) {
            // The payment is accepted, whatever happens now: the workers carry on.
            log.warn("payment {} ({}) is accepted and left to the workers", payment.id(), payment.reference(), e);
        } finally {
            leave(payment, here);
        }
        announce(after);
        return after;
    }

    /** Says, after the commit, that something may be due. */
    void announce() {
        if (books.hostTransaction().isOpen()) {
            books.hostTransaction().afterCommit(worker::nudge);
        } else {
            worker.nudge();
        }
    }

    private void announce(Payment payment) {
        if (books.hostTransaction().isOpen()) {
            books.hostTransaction().afterCommit(() -> worker.nudge(payment));
        } else {
            worker.nudge(payment);
        }
    }

    /** Microseconds, which every database keeps, so that what is returned equals what is read back. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
