package dev.crema.ledger.sql;

import dev.crema.books.Claimed;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.context.Scope;
import dev.crema.event.PaymentEvent;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.WebhookRejectedException;
import dev.crema.money.Money;
import dev.crema.payment.Attempt;
import dev.crema.payment.Attention;
import dev.crema.payment.Capture;
import dev.crema.payment.ChannelReference;
import dev.crema.payment.Decision;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Evidence;
import dev.crema.payment.Form;
import dev.crema.payment.Lifecycle;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.payment.Refund;
import dev.crema.payment.Terms;
import dev.crema.payment.TopUp;
import dev.crema.payment.Verdict;
import dev.crema.payment.Work;
import dev.crema.trade.StepPayments;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** T3: what became of a payment, with its entries, its hold, its event and its next task, in one transaction. */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final PaymentTable payments;
    private final TaskTable tasks;
    private final TradeTaskTable tradeTasks = new TradeTaskTable();
    private final AttemptTable attempts;
    private final StoryTable stories;
    private final DeliveryTable deliveries;
    private final Bookings bookings;
    private final PaidOrders paidOrders;
    private final Remedying remedying;

    Settlement(
            PaymentTable payments,
            TaskTable tasks,
            AttemptTable attempts,
            StoryTable stories,
            DeliveryTable deliveries,
            Bookings bookings,
            PaidOrders paidOrders,
            Remedying remedying) {
        this.payments = payments;
        this.tasks = tasks;
        this.attempts = attempts;
        this.stories = stories;
        this.deliveries = deliveries;
        this.bookings = bookings;
        this.paidOrders = paidOrders;
        this.remedying = remedying;
    }

    Payment settle(Handle handle, Claimed.Call call, ChannelFact fact, Terms terms) {
        Payment payment = lock(handle, call.payment().id());
        if (!tasks.holds(handle, payment.id(), call.token())) {
            // Whoever took over decides what is done next. But that money moved, or is set aside, is news, whoever
            // brings it.
            boolean news =
                    fact.result() instanceof ChannelResult.Done || fact.result() instanceof ChannelResult.Authorized;
            return news ? receive(handle, payment, fact, terms) : payment;
        }
        attempts.answer(
                handle, call.attempt().orElseThrow(), fact.result().kind(), message(fact.result()), terms.now());
        Verdict verdict = judge(handle, payment, fact, terms);
        if (payment.state().isTerminal() && Lifecycle.isOver(verdict.next()) && !Lifecycle.isOver(payment)) {
            remedying.letGo(handle, payment);
        }
        int tries = verdict.anew() ? 0 : terms.tries();
        verdict.due().ifPresent(due -> tasks.reschedule(handle, verdict.next(), due, tries));
        if (verdict.due().isEmpty()) {
            end(handle, verdict.next(), terms.now());
        }
        return verdict.next();
    }

    Payment lapse(Handle handle, Claimed.Call call, Instant now) {
        Payment payment = lock(handle, call.payment().id());
        Optional<Attempt> lastSend = AttemptTable.lastSend(attempts.of(handle, payment.id()));
        boolean lapses = !payment.state().isTerminal()
                && tasks.holds(handle, payment.id(), call.token())
                && Lifecycle.work(payment, lastSend, now)
                        .filter(Work.LAPSE::equals)
                        .isPresent();
        return lapses ? finish(handle, payment, Lifecycle.lapse(payment, now)) : payment;
    }

    void postpone(Handle handle, Claimed.Call call, Instant now, Optional<Instant> retryAt, String reason) {
        Payment payment = lock(handle, call.payment().id());
        if (!tasks.holds(handle, payment.id(), call.token())) {
            return;
        }
        if (call.work() == Work.WAIT && !waits(payment, now)) {
            tasks.reschedule(handle, payment, now, call.tries()); // what it waited for came meanwhile
        } else if (retryAt.isPresent()) {
            tasks.reschedule(handle, payment, retryAt.get(), call.tries());
        } else {
            payments.update(handle, payment, Lifecycle.stuck(payment));
            tasks.dead(handle, payment.id(), now, new Reason("", reason).message());
            wakeTrade(handle, payment, now);
        }
    }

    private static boolean waits(Payment payment, Instant now) {
        return Lifecycle.work(payment, Optional.empty(), now)
                .filter(Work.WAIT::equals)
                .isPresent();
    }

    Payment receive(Handle handle, ChannelFact fact, Terms terms) {
        Payment payment = lock(handle, ChannelReference.parse(fact.reference()).payment());
        if (!payment.channel().equals(fact.channel())) {
            throw new WebhookRejectedException(
                    WebhookRejectedException.Reason.MISMATCH,
                    "order " + fact.reference() + " is not known at channel " + fact.channel());
        }
        Payment after = receive(handle, payment, fact, terms);
        NewsTable.note(handle, payment, after, fact, message(fact.result()), terms.now());
        return after;
    }

    private Payment receive(Handle handle, Payment payment, ChannelFact fact, Terms terms) {
        Verdict verdict = judge(handle, payment, fact, terms);
        // A live payment's task stays as it is: whoever works on it decides when to look again.
        if (payment.state().isTerminal()) {
            verdict.due().ifPresent(due -> tasks.reopen(handle, payment, due));
        } else if (verdict.next().state().isTerminal()) {
            end(handle, verdict.next(), terms.now());
        } else if (verdict.next().state() == PaymentState.AUTHORIZED && verdict.anew()) {
            verdict.due().ifPresent(due -> tasks.reschedule(handle, verdict.next(), due, 0));
        }
        return verdict.next();
    }

    Payment resolve(Handle handle, Scope scope, PaymentId id, Evidence evidence, Decision decision, Terms terms) {
        Payment payment = lock(handle, scope, id);
        if (!DecisionTable.OF_PAYMENTS.decided(handle, id.value(), decision)) {
            return payment;
        }
        if (payment.attention().isEmpty()) {
            throw new InvalidStateException("payment " + id + " is " + payment.state() + " and needs nobody"
                    + (payment.state().isTerminal() ? "" : "; it is still being worked on"));
        }
        if (evidence instanceof Evidence.SeenTo) {
            payments.settleDifferences(handle, id);
            return lock(handle, id);
        }
        if (payment.state().isTerminal()) {
            throw new InvalidStateException("payment " + id + " is " + payment.state()
                    + " for ever; only that its differences were seen to can be decided");
        }
        if (payment.capturing().isPositive()) {
            throw new InvalidStateException("captures of payment " + id + " are on their way; decide those that need"
                    + " somebody, and it goes on by itself");
        }
        ChannelResult word = evidence instanceof Evidence.Moved moved
                ? moved.news()
                : new ChannelResult.Declined("DECIDED", decision.why());
        Verdict verdict = judge(
                handle,
                payment,
                new ChannelFact(payment.channel(), payment.id().value(), ChannelFact.Source.PERSON, word),
                terms);
        // That another amount moved is worth knowing, too: it is recorded, and the payment still waits for a person.
        if (!verdict.next().state().isTerminal() && verdict.difference().isEmpty()) {
            throw new InvalidStateException("payment " + id + " is " + payment.state() + " and " + evidence
                    + " does not end it; if the money is in suspense already, decide not moved, and what becomes of it"
                    + " there");
        }
        end(handle, verdict.next(), terms.now());
        return verdict.next();
    }

    Payment remedy(Handle handle, Scope scope, PaymentId id, String key, Decision decision, Terms terms) {
        Payment payment = lock(handle, scope, id);
        if (DecisionTable.OF_PAYMENTS.decided(handle, id.value(), decision)) {
            stories.differences(handle, id).stream()
                    .filter(each -> each.key().equals(key) && each.kind() == Difference.Kind.LATE_AUTHORIZATION)
                    .findFirst()
                    .ifPresentOrElse(
                            late -> letGo(handle, payment, late, terms),
                            () -> remedying.decide(handle, payment, key, terms));
        }
        return lock(handle, id);
    }

    Payment release(Handle handle, Scope scope, PaymentId id, Decision decision) {
        Payment payment = lock(handle, scope, id);
        if (!DecisionTable.OF_PAYMENTS.decided(handle, id.value(), decision)) {
            return payment;
        }
        if (!payment.isHeldBack()) {
            throw new InvalidStateException("payment " + id + " is " + payment.state() + " and not held back");
        }
        Payment released = payment.released(decision.at());
        tasks.released(handle, id, decision.at());
        if (!released.staysWithinBooks()) {
            payments.update(handle, payment, released);
            return released;
        }
        Payment processing = released.become(PaymentState.PROCESSING, decision.at());
        write(handle, payment, processing);
        if (released.deadline().isEmpty()) {
            return finish(handle, processing, processing.become(PaymentState.SUCCEEDED, decision.at()));
        }
        Payment held = processing.become(PaymentState.AUTHORIZED, decision.at());
        write(handle, processing, held);
        tasks.reschedule(handle, held, held.deadline().orElseThrow(), 0);
        return held;
    }

    /** A person wants the channel to let go of what it set aside too late. */
    private void letGo(Handle handle, Payment payment, Difference late, Terms terms) {
        boolean review = terms.remedies().of(payment, late).policy() == DifferencePolicy.HOLD_FOR_REVIEW;
        if (review || payment.authorization().isPresent()) {
            throw new InvalidStateException("difference " + late.key() + " of payment " + payment.id() + ": "
                    + (review
                            ? "that can not be done; the channel lets go of nothing"
                            : "another authorization of it was let go of already, or is about to be"));
        }
        payments.update(handle, payment, Lifecycle.unwanted(payment, late.key(), terms.now()));
        tasks.reopen(handle, payment, terms.now());
    }

    Payment capture(Handle handle, Scope scope, PaymentId id, Instant now) {
        Payment payment = lock(handle, scope, id);
        if (payment.state() == PaymentState.SUCCEEDED
                && isTransfer(payment)
                && payment.deadline().isPresent()) {
            return payment;
        }
        if (!isTransfer(payment)) {
            throw new InvalidStateException("payment " + id + " is no transfer; capture what a channel set aside by"
                    + " Capture.of(reference).payment(id).amount(...)");
        }
        if (payment.state() != PaymentState.AUTHORIZED) {
            throw new InvalidStateException(
                    "payment " + id + " is " + payment.state() + "; only AUTHORIZED can be captured");
        }
        if (payment.deadline().filter(deadline -> !now.isBefore(deadline)).isPresent()) {
            throw new InvalidStateException(
                    "payment " + id + " was held until " + payment.deadline().get() + " and is about to expire");
        }
        return finish(handle, payment, payment.become(PaymentState.SUCCEEDED, now));
    }

    Payment cancel(Handle handle, Scope scope, PaymentId id, Instant now) {
        Payment payment = lock(handle, scope, id);
        if (payment.state() == PaymentState.CANCELLED || payment.cancelRequested()) {
            return payment;
        }
        if (payment.state().isTerminal()) {
            throw new InvalidStateException("payment " + id + " is " + payment.state() + " already");
        }
        Payment unwanted = payment.withCancelRequested();
        Optional<Attempt> lastSend = AttemptTable.lastSend(attempts.of(handle, id));
        Optional<Work> work = Lifecycle.work(unwanted, lastSend, now);
        if (work.filter(Work.LAPSE::equals).isPresent()) {
            return finish(handle, payment, Lifecycle.lapse(unwanted, now));
        }
        if (work.filter(it -> it == Work.CLOSE || it == Work.WAIT).isEmpty()) {
            throw new InvalidStateException(
                    "payment " + id + " is with channel " + payment.channel() + ", which can not call it back");
        }
        payments.update(handle, payment, unwanted);
        tasks.hurry(handle, id, now);
        return unwanted;
    }

    private Verdict judge(Handle handle, Payment payment, ChannelFact fact, Terms terms) {
        Optional<Attempt> lastSend = AttemptTable.lastSend(attempts.of(handle, payment.id()));
        Verdict verdict =
                Lifecycle.apply(payment, lastSend, isOfCapture(handle, payment, fact) ? older(fact) : fact, terms);
        if (verdict.absent()) {
            lastSend.ifPresent(send ->
                    attempts.answer(handle, send, ChannelResult.Kind.NOT_SENT, message(fact.result()), terms.now()));
            wakeTrade(handle, payment, terms.now()); // it may want to try another channel
        }
        boolean told = verdict.difference()
                .filter(difference -> stories.knows(handle, difference))
                .isPresent();
        return told
                ? new Verdict(payment, Optional.empty(), verdict.due(), verdict.anew(), false)
                : booked(handle, payment, alone(handle, payment, verdict, terms), terms);
    }

    /** Of several payments that are to pay one order alone, the first to succeed does; what trades paid comes before. */
    private Verdict alone(Handle handle, Payment payment, Verdict verdict, Terms terms) {
        boolean succeeds = verdict.next().state() == PaymentState.SUCCEEDED
                && !payment.state().isTerminal();
        if (!succeeds || payment.isAuthorization() || !(payment.request() instanceof TopUp topUp)) {
            return verdict;
        }
        return topUp.order()
                .flatMap(order -> paidOrders.pay(handle, order, verdict.next()))
                .map(first -> Lifecycle.duplicate(payment, verdict.next(), first, terms.now()))
                .orElse(verdict);
    }

    /** Some channels tell of a capture under the reference of the charge; the capture itself is the one to learn of it. */
    private boolean isOfCapture(Handle handle, Payment payment, ChannelFact fact) {
        return payment.isAuthorization()
                && fact.result() instanceof ChannelResult.Done done
                && (payment.capturing().isPositive()
                        || payments.about(handle, payment, Form.TOP_UP).stream()
                                .flatMap(capture -> capture.receipt().stream())
                                .anyMatch(receipt -> receipt.transactionId().equals(done.transactionId())));
    }

    private static ChannelFact older(ChannelFact fact) {
        return new ChannelFact(
                fact.channel(), fact.reference(), fact.source(), new ChannelResult.InProgress("captures are known"));
    }

    private Verdict booked(Handle handle, Payment payment, Verdict verdict, Terms terms) {
        try {
            write(handle, payment, verdict.next());
        } catch (AmountExceededException
                | InvalidRequestException
                | InsufficientFundsException
                | NotFoundException refused) {
            // The money moved and the account can not take it: as good as unexplained, and a person's business.
            log.error("payment {} succeeded and can not be booked", payment.id(), refused);
            return booked(handle, payment, Lifecycle.unbookable(payment, verdict.next(), terms.now()), terms);
        }
        verdict.difference().ifPresent(difference -> remedying.differ(handle, payment, difference, terms));
        return verdict;
    }

    private Payment finish(Handle handle, Payment before, Payment next) {
        write(handle, before, next);
        end(handle, next, next.updatedAt());
        return next;
    }

    /** The books go first: what they refuse has written nothing yet. */
    private void write(Handle handle, Payment before, Payment next) {
        if (next.equals(before)) {
            return;
        }
        boolean moves = next.state() != before.state();
        if (moves && next.state().isTerminal()) {
            book(handle, next);
        }
        payments.update(handle, before, next);
        if (moves) {
            stories.entered(handle, List.of(next));
            PaymentEvent.of(next).ifPresent(event -> {
                stories.happened(handle, next, event);
                deliveries.insert(handle, event);
            });
            if (next.state().isTerminal() || next.state() == PaymentState.AUTHORIZED) {
                wakeTrade(handle, next, next.updatedAt());
            }
        }
    }

    /** A trade goes on when one of its payments has come to something, and it is told so in the same transaction. */
    private void wakeTrade(Handle handle, Payment payment, Instant now) {
        StepPayments.trade(payment.reference()).ifPresent(trade -> tradeTasks.wake(handle, trade, now));
    }

    /** The books at a payment's end: the money moves, or what was set aside for it returns. */
    private void book(Handle handle, Payment ended) {
        if (ended.isAuthorization()) {
            return; // its captures book what they move
        }
        if (ended.request() instanceof Refund refund && refund.movement().isPresent()) {
            remedying.ended(handle, ended, refund);
        }
        if (ended.request() instanceof Capture capture) {
            capture(handle, ended, capture);
            return;
        }
        if (ended.state() == PaymentState.SUCCEEDED) {
            bookings.settle(handle, ended);
            return;
        }
        // The original before the account, as when a refund is accepted.
        if (ended.request() instanceof Refund refund && refund.movement().isEmpty()) {
            payments.reserve(handle, refund.payment(), ended.amount().negated());
        }
        if (ended.from().isPresent()) {
            bookings.release(handle, ended);
        }
    }

    /** The authorized payment before the accounts, as everywhere; what it is to become next is its own work. */
    private void capture(Handle handle, Payment ended, Capture capture) {
        Payment authorized = lock(handle, capture.payment());
        Money taken = Money.zero(ended.amount().currency());
        if (ended.state() == PaymentState.SUCCEEDED) {
            bookings.settle(handle, ended);
            taken = ended.amount();
        }
        payments.capture(handle, authorized.id(), ended.amount().negated(), taken);
        Payment after = authorized.withCaptures(
                authorized.capturing().minus(ended.amount()),
                authorized.captured().plus(taken));
        boolean goesOn = !after.state().isTerminal()
                && Lifecycle.work(after, Optional.empty(), ended.updatedAt())
                        .filter(work -> work != Work.WAIT)
                        .isPresent();
        if (goesOn) {
            tasks.wake(handle, authorized.id(), ended.updatedAt());
        }
    }

    private void end(Handle handle, Payment payment, Instant now) {
        if (Lifecycle.isOver(payment)) {
            tasks.done(handle, payment.id(), now);
        } else {
            String why = payment.attention().map(Attention::name).orElse("");
            tasks.dead(handle, payment.id(), now, why);
            wakeTrade(handle, payment, now); // it needs somebody too
        }
    }

    private Payment lock(Handle handle, PaymentId id) {
        return payments.lock(handle, id).orElseThrow(() -> new NotFoundException("no payment " + id));
    }

    private Payment lock(Handle handle, Scope scope, PaymentId id) {
        return payments.lock(handle, id)
                .filter(found -> found.scope().equals(scope))
                .orElseThrow(() -> new NotFoundException("no payment " + id));
    }

    private static boolean isTransfer(Payment payment) {
        return payment.form() == Form.TRANSFER;
    }

    /** What the channel said, for people, as long as the column is. */
    private static String message(ChannelResult result) {
        String said = result.fold(
                done -> "transaction " + done.transactionId() + " of " + done.amount(),
                authorized -> "authorization " + authorized.authorizationId() + " of " + authorized.amount(),
                action -> action.action().kind().name(),
                ChannelResult.InProgress::message,
                declined -> declined.code() + ": " + declined.message(),
                ChannelResult.NotSent::reason,
                ChannelResult.Unknown::symptom);
        return new Reason("", said).message();
    }
}
