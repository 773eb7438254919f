package dev.crema.payment;

import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelFact.Source;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.NextAction;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The transition function. Whatever is learned of a payment, from the channel's answer, a query, a webhook or a bill,
 * becomes its next state here and nowhere else. Pure: the same payment and news give the same verdict.
 *
 * <p>The rules: ambiguous is never failed; the same news twice and older news change nothing; a terminal state never
 * changes, and money that moved against it becomes a {@link Difference}.
 */
public final class Lifecycle {
    private final Payment payment;
    private final Optional<Attempt> lastSend;
    private final Terms terms;

    private Lifecycle(Payment payment, Optional<Attempt> lastSend, Terms terms) {
        this.payment = payment;
        this.lastSend = lastSend;
        this.terms = terms;
    }

    /**
     * What a worker has to do next for a payment that is not at its end.
     *
     * @param lastSend the last attempt that sent something, if any did
     * @return empty while there is nothing to do but wait for the payment's deadline
     */
    public static Optional<Work> work(Payment payment, Optional<Attempt> lastSend, Instant now) {
        boolean overdue = payment.isOverdue(now);
        boolean unwanted = overdue || payment.cancelRequested();
        boolean nothingSent = lastSend.map(Attempt::isKnownAbsent).orElse(true);
        if (payment.state().isTerminal()) {
            return isOver(payment) ? Optional.empty() : Optional.of(Work.CLOSE);
        }
        if (payment.state() == PaymentState.AUTHORIZED) {
            return workOnSetAside(payment, now);
        }
        if (nothingSent && payment.isHeldBack() && !unwanted) {
            return Optional.empty();
        }
        if (nothingSent) {
            return Optional.of(unwanted ? Work.LAPSE : Work.SEND);
        }
        boolean closable = payment.request() instanceof TopUp
                && (payment.cancelRequested() || (overdue && payment.state() == PaymentState.AWAITING_PAYER));
        return Optional.of(closable ? Work.CLOSE : Work.QUERY);
    }

    /** Whether nothing is left to do for it: it has ended, and nothing is set aside for it at the channel. */
    public static boolean isOver(Payment payment) {
        boolean toLetGo = payment.isAuthorization() && payment.authorization().isPresent() && payment.cancelRequested();
        return payment.state().isTerminal() && !toLetGo;
    }

    /** A payment that has ended, with an authorization that came too late and is to be let go of. */
    public static Payment unwanted(Payment ended, String authorizationId, Instant now) {
        return ended.with(new Authorization(authorizationId, now)).withCancelRequested();
    }

    /** Captures on their way come first: what is left is let go of when they have ended. */
    private static Optional<Work> workOnSetAside(Payment payment, Instant now) {
        if (payment.captured().equals(payment.amount())) {
            return Optional.of(Work.LAPSE);
        }
        if (!isToEnd(payment, now)) {
            return Optional.empty();
        }
        if (payment.capturing().isPositive()) {
            return Optional.of(Work.WAIT);
        }
        return Optional.of(payment.isAuthorization() ? Work.CLOSE : Work.LAPSE);
    }

    private static boolean isToEnd(Payment setAside, Instant now) {
        return setAside.cancelRequested()
                || setAside.setAsideUntil()
                        .filter(until -> !now.isBefore(until))
                        .isPresent();
    }

    /** What news makes of the payment. */
    public static Verdict apply(Payment payment, Optional<Attempt> lastSend, ChannelFact fact, Terms terms) {
        Lifecycle lifecycle = new Lifecycle(payment, lastSend, terms);
        if (payment.state().isTerminal()) {
            return lifecycle.late(fact);
        }
        return payment.state() == PaymentState.AUTHORIZED ? lifecycle.setAside(fact) : lifecycle.live(fact);
    }

    /** Ends a payment of which the channel has nothing: on request, or because its time is over. */
    public static Payment lapse(Payment payment, Instant now) {
        if (payment.captured().isPositive()) {
            return payment.become(PaymentState.SUCCEEDED, now);
        }
        if (payment.reason().isPresent() && !payment.isHeldBack()) {
            return payment.become(PaymentState.FAILED, now); // it was called back because of that
        }
        if (payment.cancelRequested()) {
            return payment.with(new Reason("CANCELLED", "cancelled on request")).become(PaymentState.CANCELLED, now);
        }
        String why = payment.isHeldBack() ? "nobody released it in its time" : "its time ran out";
        return payment.with(new Reason("EXPIRED", why)).become(PaymentState.EXPIRED, now);
    }

    /** A payment that can not go on by itself. */
    public static Payment stuck(Payment payment) {
        return payment.state().isTerminal() ? payment : payment.with(Attention.STUCK);
    }

    /**
     * What is left of a success that the books refused: the payment stays where it was and waits for a person, and what
     * moved is a difference.
     *
     * @param succeeded the payment as it would have been, with its receipt
     */
    public static Verdict unbookable(Payment payment, Payment succeeded, Instant now) {
        String key = succeeded.receipt().map(Receipt::transactionId).orElse(Difference.Kind.NOT_BOOKABLE.name());
        Payment waiting = succeeded.receipt().map(payment::with).orElse(payment).with(Attention.DIFFERENCE);
        return Verdict.differing(
                waiting, new Difference(payment.id(), key, Difference.Kind.NOT_BOOKABLE, payment.amount(), now));
    }

    /**
     * What is left of a success whose order another payment had paid before.
     *
     * @param succeeded the payment as it would have been, with its receipt
     * @param first who paid it, a payment or a trade
     */
    public static Verdict duplicate(Payment payment, Payment succeeded, String first, Instant now) {
        Difference.Kind kind = Difference.Kind.DUPLICATE_PAYMENT;
        Receipt receipt = succeeded.receipt().orElseThrow();
        Payment failed = payment.with(receipt)
                .with(Attention.DIFFERENCE)
                .with(new Reason(kind.name(), "the order was paid before, by " + first))
                .become(PaymentState.FAILED, now);
        return Verdict.differing(
                failed, new Difference(payment.id(), receipt.transactionId(), kind, payment.amount(), now));
    }

    private Verdict live(ChannelFact fact) {
        return fact.result()
                .fold(
                        this::moved,
                        this::authorized,
                        this::payerMustAct,
                        progress -> unsettled(PaymentState.PROCESSING),
                        declined -> declined(declined, fact.source()),
                        notSent -> notSent(notSent, fact.source()),
                        unknown -> noted(unknown, unknown()));
    }

    private Verdict moved(ChannelResult.Done done) {
        if (isReceived(done)) {
            return Verdict.settled(payment); // it waits for a person already, whatever this news says of the amount
        }
        Payment paid = payment.with(new Receipt(done.transactionId(), done.fee()));
        if (payment.isAuthorization()) {
            return takenUnasked(paid, done);
        }
        if (done.amount().equals(payment.amount())) {
            return Verdict.settled(paid.become(PaymentState.SUCCEEDED, terms.now()));
        }
        Difference difference = difference(done.transactionId(), Difference.Kind.AMOUNT_MISMATCH, done.amount());
        if (!payment.bringsMoneyIn()) {
            // Ending it would free the held amount for a second payout; a person decides.
            return Verdict.differing(paid.with(Attention.DIFFERENCE), difference);
        }
        String message = "the channel moved " + done.amount() + " instead of " + payment.amount();
        return Verdict.differing(
                paid.with(Attention.DIFFERENCE)
                        .with(new Reason(Difference.Kind.AMOUNT_MISMATCH.name(), message))
                        .become(PaymentState.FAILED, terms.now()),
                difference);
    }

    /** It was to be set aside and was collected: nobody may keep that for a success. */
    private Verdict takenUnasked(Payment paid, ChannelResult.Done done) {
        Difference.Kind kind = Difference.Kind.NOT_ASKED_FOR;
        Payment failed = paid.with(Attention.DIFFERENCE)
                .with(new Reason(kind.name(), "the channel collected " + done.amount() + ", which was to be set aside"))
                .become(PaymentState.FAILED, terms.now());
        return Verdict.differing(failed, difference(done.transactionId(), kind, done.amount()));
    }

    private Verdict authorized(ChannelResult.Authorized news) {
        if (!payment.isAuthorization()) {
            return unsettled(PaymentState.PROCESSING); // the channel still has to collect it
        }
        if (!news.amount().equals(payment.amount())) {
            String message = "the channel set " + news.amount() + " aside instead of " + payment.amount();
            Payment unwanted = payment.with(new Reason(Difference.Kind.AMOUNT_MISMATCH.name(), message))
                    .withCancelRequested();
            return setAside(unwanted, news);
        }
        return setAside(payment, news);
    }

    private Verdict setAside(Payment next, ChannelResult.Authorized news) {
        Instant ours = ((TopUp) payment.request())
                .authorizedFor()
                .map(terms.now()::plus)
                .orElseThrow();
        Instant until = news.expiresAt().filter(ours::isAfter).orElse(ours).truncatedTo(ChronoUnit.MICROS);
        Payment held = next.with(new Authorization(news.authorizationId(), until))
                .become(PaymentState.AUTHORIZED, terms.now());
        Instant due = held.cancelRequested() ? terms.now() : until;
        return new Verdict(held, Optional.empty(), Optional.of(due), true, false);
    }

    /** News of money that is set aside. */
    private Verdict setAside(ChannelFact fact) {
        return fact.result()
                .fold(
                        this::takenWhileSetAside,
                        authorized -> stillSetAside(),
                        action -> stillSetAside(),
                        progress -> stillSetAside(),
                        this::letGo,
                        notSent -> fact.source() == Source.ANSWER ? stillSetAside() : deniedSetAside(),
                        unknown -> noted(unknown, stillSetAside()));
    }

    private Verdict takenWhileSetAside(ChannelResult.Done done) {
        Verdict still = stillSetAside();
        Difference difference = difference(done.transactionId(), Difference.Kind.NOT_ASKED_FOR, done.amount());
        return new Verdict(
                still.next().with(Attention.DIFFERENCE), Optional.of(difference), still.due(), still.anew(), false);
    }

    private Verdict stillSetAside() {
        if (isToEnd(payment, terms.now())) {
            return waiting(payment);
        }
        // What was captured in full is about to end, whatever older news says of it.
        Optional<Instant> due =
                payment.captured().equals(payment.amount()) ? Optional.of(terms.now()) : payment.setAsideUntil();
        return new Verdict(payment, Optional.empty(), due, true, false);
    }

    /** The channel has nothing set aside any more. What captures have taken stays taken. */
    private Verdict letGo(ChannelResult.Declined declined) {
        if (payment.capturing().isPositive()) {
            return waiting(payment.withCancelRequested());
        }
        if (isToEnd(payment, terms.now()) || payment.captured().isPositive()) {
            return Verdict.settled(lapse(payment, terms.now()));
        }
        Payment lost = payment.with(new Reason(declined.code(), declined.message()));
        return Verdict.settled(lost.become(PaymentState.EXPIRED, terms.now()));
    }

    private Verdict deniedSetAside() {
        Instant believedFrom = payment.updatedAt().plus(terms.settlingTime());
        return terms.now().isBefore(believedFrom)
                ? waiting(payment)
                : letGo(new ChannelResult.Declined("NOT_FOUND", "the channel does not know the authorization"));
    }

    private Verdict payerMustAct(ChannelResult.NeedsAction needed) {
        Payment next = payment.state() == PaymentState.AWAITING_PAYER
                ? payment
                : payment.become(PaymentState.AWAITING_PAYER, terms.now());
        NextAction action = needed.action().kind() == NextAction.Kind.NONE ? next.nextAction() : needed.action();
        return waiting(next.with(action));
    }

    private Verdict unsettled(PaymentState state) {
        return waiting(payment.state() == state ? payment : payment.become(state, terms.now()));
    }

    /** Nothing was learned; only a request whose answer was lost makes the payment's state unknown. */
    private Verdict unknown() {
        boolean lost = payment.state() == PaymentState.PROCESSING;
        return lost ? unsettled(PaymentState.UNKNOWN) : waiting(payment);
    }

    /** What the adapter does not understand is a person's business, too; a difference stays one. */
    private static Verdict noted(ChannelResult.Unknown unknown, Verdict verdict) {
        return unknown.unmapped() && verdict.next().attention().isEmpty()
                ? verdict.with(verdict.next().with(Attention.UNMAPPED_CODE))
                : verdict;
    }

    private Verdict declined(ChannelResult.Declined declined, Source source) {
        if (source == Source.CLOSE) {
            return Verdict.settled(lapse(payment, terms.now()));
        }
        Payment failed = payment.with(new Reason(declined.code(), declined.message()));
        return Verdict.settled(failed.become(PaymentState.FAILED, terms.now()));
    }

    private Verdict notSent(ChannelResult.NotSent notSent, Source source) {
        if (source == Source.ANSWER) {
            return neverSent(notSent);
        }
        // A call without an answer may have left as late as its lease allowed.
        Instant leftBy = lastSend.map(
                        send -> send.answeredAt().orElse(send.startedAt().plus(terms.lease())))
                .orElse(Instant.MIN);
        boolean settled = !leftBy.isAfter(terms.now().minus(terms.settlingTime()));
        if (!settled) {
            return unknown();
        }
        // Sent again under the same reference, or ended here if nobody wants it any more: work() decides.
        return new Verdict(payment, Optional.empty(), Optional.of(terms.now()), false, true);
    }

    /** No byte left: the next try sends again, and at the end of the ladder it is certain that nothing happened. */
    private Verdict neverSent(ChannelResult.NotSent notSent) {
        Optional<Instant> due = nextTry(terms.tries());
        if (due.isPresent()) {
            Optional<Instant> wanted = notSent.retryAfter().map(terms.now()::plus);
            return new Verdict(payment, Optional.empty(), later(due.get(), wanted), false, true);
        }
        Payment failed = payment.with(new Reason("CHANNEL_UNAVAILABLE", notSent.reason()));
        return new Verdict(
                failed.become(PaymentState.FAILED, terms.now()), Optional.empty(), Optional.empty(), false, true);
    }

    private static Optional<Instant> later(Instant due, Optional<Instant> wanted) {
        return wanted.filter(due::isBefore).or(() -> Optional.of(due));
    }

    private Verdict waiting(Payment next) {
        Optional<Instant> deadline =
                next.deadline().filter(at -> next.state() == PaymentState.AWAITING_PAYER && at.isAfter(terms.now()));
        // Only the payer's turn begins the ladder anew, and the deadline that ends it; else a channel that denies and
        // loses in turn would be asked for ever.
        boolean turn = next.state() != payment.state() && deadline.isPresent() && !payment.cancelRequested();
        Optional<Instant> rung = nextTry(turn ? 1 : terms.tries());
        Optional<Instant> due = Stream.concat(rung.stream(), deadline.stream()).min(Comparator.naturalOrder());
        boolean anew = turn || (deadline.isPresent() && due.equals(deadline));
        return due.isEmpty()
                ? Verdict.settled(next.with(Attention.STUCK))
                : new Verdict(next, Optional.empty(), due, anew, false);
    }

    private Optional<Instant> nextTry(int tries) {
        return terms.ladder().next(tries, payment.id().value(), terms.now());
    }

    /** News of a payment that has ended: it is old, or it contradicts the end. */
    private Verdict late(ChannelFact fact) {
        boolean succeeded = payment.state() == PaymentState.SUCCEEDED;
        if (fact.source() == Source.CLOSE && !isOver(payment)) {
            return lateLetGo(fact);
        }
        if (fact.result() instanceof ChannelResult.Done done) {
            Difference.Kind kind = succeeded ? Difference.Kind.DUPLICATE_CHANNEL_TXN : Difference.Kind.LATE_SUCCESS;
            return isReceived(done)
                    ? Verdict.settled(payment)
                    : contradicted(done.transactionId(), kind, done.amount());
        }
        if (fact.result() instanceof ChannelResult.Authorized set && lateToSetAside(set)) {
            return unwanted(set);
        }
        boolean denied = fact.result() instanceof ChannelResult.Declined && fact.source() != Source.CLOSE;
        if (succeeded && denied && payment.leavesBooks()) {
            // The channel's last word: it is not out there any more, so it is ours again.
            Difference.Kind kind = Difference.Kind.RETURNED;
            return contradicted(kind.name(), kind, payment.amount());
        }
        if (succeeded && denied && !payment.isAuthorization()) {
            Difference.Kind kind = Difference.Kind.CONTRADICTION;
            return contradicted(kind.name(), kind, Money.zero(payment.amount().currency()));
        }
        return Verdict.settled(payment);
    }

    /** Nobody will capture it. One at a time is let go of; another besides, which no channel should have, is for a person. */
    private Verdict unwanted(ChannelResult.Authorized set) {
        Money none = Money.zero(payment.amount().currency());
        Difference late = difference(set.authorizationId(), Difference.Kind.LATE_AUTHORIZATION, none);
        Payment differing = payment.with(Attention.DIFFERENCE);
        boolean letsGo = payment.authorization().isEmpty()
                && terms.remedies().of(payment, late).policy() != DifferencePolicy.HOLD_FOR_REVIEW;
        return letsGo
                ? new Verdict(
                        unwanted(differing, set.authorizationId(), terms.now()),
                        Optional.of(late),
                        Optional.of(terms.now()),
                        true,
                        false)
                : Verdict.differing(differing, late);
    }

    /** What the channel says to the request to let go of what came too late. */
    private Verdict lateLetGo(ChannelFact fact) {
        Payment free = payment.withoutCancelRequested();
        if (fact.result() instanceof ChannelResult.Done done) {
            Difference taken = difference(done.transactionId(), Difference.Kind.LATE_SUCCESS, done.amount());
            return isReceived(done) ? Verdict.settled(free) : Verdict.differing(free.with(Attention.DIFFERENCE), taken);
        }
        Instant believedFrom = payment.authorization().orElseThrow().until().plus(terms.settlingTime());
        boolean absent =
                fact.result() instanceof ChannelResult.NotSent && !terms.now().isBefore(believedFrom);
        return fact.result() instanceof ChannelResult.Declined || absent
                ? Verdict.settled(free)
                : new Verdict(payment, Optional.empty(), nextTry(terms.tries()), false, false);
    }

    private boolean lateToSetAside(ChannelResult.Authorized news) {
        boolean known = payment.authorization()
                .filter(ours -> ours.id().equals(news.authorizationId()))
                .isPresent();
        return payment.isAuthorization() && !known;
    }

    /** Whether this very movement was told before. */
    private boolean isReceived(ChannelResult.Done done) {
        return payment.receipt()
                .filter(receipt -> receipt.transactionId().equals(done.transactionId()))
                .isPresent();
    }

    private Verdict contradicted(String key, Difference.Kind kind, Money moved) {
        return Verdict.differing(payment.with(Attention.DIFFERENCE), difference(key, kind, moved));
    }

    private Difference difference(String key, Difference.Kind kind, Money moved) {
        return new Difference(payment.id(), key, kind, moved, terms.now());
    }
}
