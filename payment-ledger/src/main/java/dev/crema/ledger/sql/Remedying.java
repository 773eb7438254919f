package dev.crema.ledger.sql;

import dev.crema.books.Acceptance;
import dev.crema.channel.WithinBooks;
import dev.crema.context.Reference;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentReturned;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.Remedy;
import dev.crema.payment.Suspense;
import dev.crema.payment.Terms;
import dev.crema.payment.Transfer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of money that moved against our word: it is booked to suspense, and what comes in is remedied by a payment
 * of its own that is accepted in the same transaction. So it happens once, and goes on after a crash like any payment.
 */
final class Remedying {
    private static final Logger log = LoggerFactory.getLogger(Remedying.class);
    private static final String BEFORE = "crema_before_remedy";

    private final PaymentTable payments;
    private final StoryTable stories;
    private final Bookings bookings;
    private final Acceptor acceptor;
    private final DeliveryTable deliveries;

    Remedying(
            PaymentTable payments, StoryTable stories, Bookings bookings, Acceptor acceptor, DeliveryTable deliveries) {
        this.deliveries = deliveries;
        this.payments = payments;
        this.stories = stories;
        this.bookings = bookings;
        this.acceptor = acceptor;
    }

    /** Old news of a difference books nothing again. The payment's row must be locked. */
    void differ(Handle handle, Payment payment, Difference difference, Terms terms) {
        // What moved between parties is where it was, with the channel: there is nothing to book but what was agreed
        // on.
        if (!stories.differs(handle, difference)
                || payment.isBetweenParties()
                || !difference.moved().isPositive()) {
            return;
        }
        if (difference.kind() == Difference.Kind.RETURNED) {
            returned(handle, payment, terms.now());
            return;
        }
        int number = stories.differences(handle, payment.id()).size();
        try {
            Journal suspended = bookings.suspend(handle, payment, difference, number);
            Optional<AccountId> account = holder(suspended, difference.moved());
            if (payment.bringsMoneyIn() && account.isPresent()) {
                Remedy remedy = terms.remedies().of(payment, difference);
                SuspenseTable.insert(handle, difference, remedy.policy(), account.get());
                String reference = Remedy.REFERENCES + payment.id() + ":" + number;
                act(handle, payment, difference, remedy, account.get(), new Reference(reference), terms.now());
            }
        } catch (AmountExceededException | InvalidRequestException | InsufficientFundsException refused) {
            log.error("difference {} of payment {} can not be booked", difference.key(), payment.id(), refused);
        }
    }

    /** What a person decided about money that waits. The payment's row must be locked. */
    void decide(Handle handle, Payment payment, String key, Terms terms) {
        Suspense held = SuspenseTable.of(handle, payment.id()).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "no difference " + key + " of payment " + payment.id() + " holds money in suspense"));
        Difference difference = stories.differences(handle, payment.id()).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
        Remedy remedy = terms.remedies().of(payment, difference);
        if (!held.left().equals(held.moved()) || remedy.policy() == DifferencePolicy.HOLD_FOR_REVIEW) {
            throw new InvalidStateException("difference " + key + " of payment " + payment.id() + ": "
                    + (held.left().equals(held.moved())
                            ? "that can not be done; the channel gives nothing back, or there is no wallet"
                            : held.remedied() + " of it is remedied already, or about to be"));
        }
        long before = payments.about(handle, payment, Form.REFUND).stream()
                .filter(refund ->
                        refund.request() instanceof Refund it && it.movement().isPresent())
                .count();
        SuspenseTable.policy(handle, payment.id(), key, remedy.policy());
        Reference reference = new Reference(Remedy.REFERENCES + payment.id() + ":decided-" + (before + 1));
        act(handle, payment, difference, remedy, held.account(), reference, terms.now());
    }

    /** Money that had gone out came back: it is where it was before, and so is what could be given back. */
    private void returned(Handle handle, Payment payment, Instant now) {
        if (payment.request() instanceof Refund refund) {
            PaymentId original =
                    payments.lock(handle, refund.payment()).orElseThrow().id();
            if (refund.movement().isPresent()) {
                failed(handle, payment, refund);
                payments.needDifferences(handle, original);
            } else {
                payments.reserve(handle, original, payment.amount().negated());
            }
        }
        bookings.giveBack(handle, payment, now);
        PaymentReturned event = PaymentEvent.returned(payment, now);
        stories.happened(handle, event);
        deliveries.insert(handle, event);
    }

    private static void failed(Handle handle, Payment remedy, Refund refund) {
        String key = refund.movement().orElseThrow();
        SuspenseTable.remedy(handle, refund.payment(), key, remedy.amount().negated());
        SuspenseTable.policy(handle, refund.payment(), key, DifferencePolicy.HOLD_FOR_REVIEW);
    }

    /** The account that holds all of it, unless the host's rules spread it. */
    private static Optional<AccountId> holder(Journal suspended, Money moved) {
        List<Line> credits = suspended.lines().stream()
                .filter(line -> line.side() == Side.CREDIT && line.amount().equals(moved))
                .toList();
        return credits.size() == 1 ? Optional.of(credits.get(0).account()) : Optional.empty();
    }

    private void act(
            Handle handle,
            Payment payment,
            Difference difference,
            Remedy remedy,
            AccountId account,
            Reference reference,
            Instant now) {
        if (remedy.policy() == DifferencePolicy.HOLD_FOR_REVIEW) {
            return;
        }
        handle.savepoint(BEFORE);
        try {
            if (remedy.wallet().isPresent()) {
                SuspenseTable.remedy(handle, payment.id(), difference.key(), difference.moved());
            } // a refund takes its share when it is accepted
            Payment remedying = remedying(payment, difference, remedy, account, reference, now);
            if (acceptor.accept(
                            handle, new Acceptance(remedying, remedy.wallet().isPresent(), now))
                    .repeated()) {
                throw new IdempotencyConflictException("reference " + reference + " is taken");
            }
            handle.releaseSavepoint(BEFORE);
            if (remedy.wallet().isPresent()) {
                settled(handle, payment);
            }
        } catch (AmountExceededException
                | IdempotencyConflictException
                | InsufficientFundsException
                | InvalidRequestException
                | InvalidStateException
                | NotFoundException refused) {
            handle.rollbackToSavepoint(BEFORE);
            leave(handle, payment, difference, refused);
        }
    }

    private static void leave(Handle handle, Payment payment, Difference difference, PaymentException refused) {
        log.error(
                "difference {} of payment {} can not be remedied and is left for review",
                difference.key(),
                payment.id(),
                refused);
        SuspenseTable.policy(handle, payment.id(), difference.key(), DifferencePolicy.HOLD_FOR_REVIEW);
    }

    private static Payment remedying(
            Payment payment,
            Difference difference,
            Remedy remedy,
            AccountId account,
            Reference reference,
            Instant now) {
        Optional<PaymentRequest> credit = remedy.wallet()
                .map(wallet -> Transfer.of(reference.value())
                        .amount(difference.moved())
                        .from(account.path())
                        .to(wallet.path())
                        .subject(difference.kind().name()));
        PaymentRequest request = credit.orElseGet(() -> Refund.ofDifference(reference, difference, account));
        String channel = credit.isPresent() ? WithinBooks.DEFAULT_NAME : payment.channel();
        return Payment.create(
                        remedy.id(),
                        payment.scope(),
                        request,
                        channel,
                        Optional.of(account),
                        remedy.wallet(),
                        Optional.empty(),
                        now)
                .within(payment.context());
    }

    /** A refund of such money has ended: what it could not give back waits again, for a person. */
    void ended(Handle handle, Payment remedy, Refund refund) {
        Payment original = payments.lock(handle, refund.payment()).orElseThrow();
        if (remedy.state() == PaymentState.SUCCEEDED) {
            settled(handle, original);
        } else {
            failed(handle, remedy, refund);
            payments.needDifferences(handle, original.id());
        }
    }

    /** The channel has let go of what it had set aside too late. */
    void letGo(Handle handle, Payment payment) {
        settled(handle, payment);
    }

    /** Where all that came in against our word is remedied, and what came too late let go of, nobody is needed any more. */
    private void settled(Handle handle, Payment payment) {
        List<Suspense> held = SuspenseTable.of(handle, payment.id());
        Payment now = payments.lock(handle, payment.id()).orElseThrow();
        long others = stories.differences(handle, payment.id()).stream()
                .filter(each -> !isLetGo(now, each))
                .count();
        boolean all = held.size() == others
                && held.stream().allMatch(each -> each.left().isZero());
        if (all) {
            payments.settleDifferences(handle, payment.id());
        }
    }

    private static boolean isLetGo(Payment payment, Difference difference) {
        return difference.kind() == Difference.Kind.LATE_AUTHORIZATION
                && !payment.cancelRequested()
                && payment.authorization()
                        .filter(late -> late.id().equals(difference.key()))
                        .isPresent();
    }
}
