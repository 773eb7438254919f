package dev.crema.payment;

import dev.crema.channel.NextAction;
import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment as it stands: the request and how far it has come (支付单). An immutable snapshot; news makes a new one
 * through {@link Lifecycle}.
 *
 * @param id the public id
 * @param scope whose it is
 * @param request what was asked for
 * @param channel the name of the channel that carries it out
 * @param from the account that is debited; empty where the money comes from a channel
 * @param into the account that is credited; empty where the money leaves through a channel
 * @param deadline after which nothing new is begun; empty where there is none
 * @param reviewUntil until when a payment that is held back waits for a person, and once it was released, when that was
 * @param state where it stands
 * @param version counts the states it has been in, from 1
 * @param nextAction what the payer has to do
 * @param cancelRequested whether somebody asked to end it
 * @param refunded what was given back or is reserved for it, in the amount's currency
 * @param capturing for a top-up in two phases, what captures on their way would take of it, in the amount's currency
 * @param captured for a top-up in two phases, what captures have taken of it, in the amount's currency
 * @param authorization for a top-up in two phases, what the channel handed over when it set the money aside
 * @param receipt what the channel handed over on success
 * @param reason why it ended otherwise
 * @param attention why it needs a person
 * @param context what it is part of, as the caller said
 * @param createdAt when it was accepted
 * @param updatedAt when it last changed
 */
public record Payment(
        PaymentId id,
        Scope scope,
        PaymentRequest request,
        String channel,
        Optional<AccountId> from,
        Optional<AccountId> into,
        Optional<Instant> deadline,
        Optional<Instant> reviewUntil,
        PaymentState state,
        int version,
        NextAction nextAction,
        boolean cancelRequested,
        Money refunded,
        Money capturing,
        Money captured,
        Optional<Authorization> authorization,
        Optional<Receipt> receipt,
        Optional<Reason> reason,
        Optional<Attention> attention,
        BusinessContext context,
        Instant createdAt,
        Instant updatedAt) {

    /** A payment at its birth. */
    public static Payment create(
            PaymentId id,
            Scope scope,
            PaymentRequest request,
            String channel,
            Optional<AccountId> from,
            Optional<AccountId> into,
            Optional<Instant> deadline,
            Instant now) {
        Money nothing = Money.zero(request.amount().currency());
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                Optional.empty(),
                PaymentState.CREATED,
                1,
                NextAction.NONE,
                false,
                nothing,
                nothing,
                nothing,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                BusinessContext.NONE,
                now,
                now);
    }

    public Reference reference() {
        return request.reference();
    }

    public Form form() {
        return request.form();
    }

    public Money amount() {
        return request.amount();
    }

    /** Whether the money comes in from a channel when this payment succeeds. */
    public boolean bringsMoneyIn() {
        return form() == Form.TOP_UP;
    }

    /** Whether the money goes out to a channel when this payment succeeds. */
    public boolean leavesBooks() {
        return form() == Form.WITHDRAWAL || (form() == Form.REFUND && into.isEmpty());
    }

    /** Whether its money moves from account to account and no channel is called for it. */
    public boolean staysWithinBooks() {
        return from.isPresent() && into.isPresent() && !isBetweenParties();
    }

    /** Whether a channel moves its money between parties that it keeps accounts for. */
    public boolean isBetweenParties() {
        return request instanceof Transfer transfer && transfer.parties().isPresent();
    }

    /** Whether it is the first phase of a top-up in two: it moves nothing itself, its captures do. */
    public boolean isAuthorization() {
        return request instanceof TopUp topUp && topUp.authorizedFor().isPresent();
    }

    /** What can still be captured of it: nothing unless it is a top-up in two phases that waits for captures. */
    public Money capturable() {
        boolean waits = state == PaymentState.AUTHORIZED && isAuthorization() && !cancelRequested;
        return waits ? amount().minus(captured).minus(capturing) : Money.zero(amount().currency());
    }

    /** What can still be given back of it: nothing unless it succeeded. Of what was captured, the captures are. */
    public Money refundable() {
        boolean movedItself =
                (form() == Form.TRANSFER && !isBetweenParties()) || (form() == Form.TOP_UP && !isAuthorization());
        boolean givesBack = state == PaymentState.SUCCEEDED && movedItself;
        return givesBack ? amount().minus(refunded) : Money.zero(amount().currency());
    }

    /** Until when an {@code AUTHORIZED} payment waits; empty while nothing is set aside for it. */
    public Optional<Instant> setAsideUntil() {
        return authorization.map(Authorization::until).or(() -> isAuthorization() ? Optional.empty() : deadline);
    }

    /**
     * The payment in another state.
     *
     * @throws InvalidStateException if the table of {@link PaymentState} has no such way
     */
    public Payment become(PaymentState next, Instant now) {
        if (!state.canBecome(next)) {
            throw new InvalidStateException("payment " + id + " is " + state + " and cannot become " + next);
        }
        Draft draft = new Draft(this);
        draft.state = next;
        draft.version++;
        draft.nextAction = next == PaymentState.AWAITING_PAYER ? nextAction : NextAction.NONE;
        draft.cancelRequested = cancelRequested && !next.isTerminal();
        // What was stuck, not understood or held back needs nobody once it has ended; a difference still does.
        draft.attention = attention.filter(why -> why == Attention.DIFFERENCE || !next.isTerminal());
        draft.updatedAt = now;
        return draft.payment();
    }

    Payment with(NextAction action) {
        Draft draft = new Draft(this);
        draft.nextAction = action;
        return draft.payment();
    }

    /** The payment as part of what the context says; only before it is accepted. */
    public Payment within(BusinessContext whole) {
        Draft draft = new Draft(this);
        draft.context = whole.given();
        return draft.payment();
    }

    /**
     * The payment at its birth, waiting until then for a person to release it; only before it is accepted. Its own time
     * begins when it is released.
     */
    public Payment heldBack(String why, Instant until) {
        Draft draft = new Draft(this);
        draft.beginOwnTime(until);
        draft.attention = Optional.of(Attention.RISK);
        draft.reason = Optional.of(new Reason(Attention.RISK.name(), why));
        return draft.payment();
    }

    /** Whether it waits for a person to release it. */
    public boolean isHeldBack() {
        return attention.filter(Attention.RISK::equals).isPresent();
    }

    /** Whether its time is over: the payer's, or that of the person it waits for. */
    boolean isOverdue(Instant now) {
        Optional<Instant> end = isHeldBack() ? reviewUntil : deadline;
        return end.filter(at -> !now.isBefore(at)).isPresent();
    }

    /** From when its own time runs. */
    public Instant begunAt() {
        return reviewUntil.orElse(createdAt);
    }

    /** The payment after somebody has released it. */
    public Payment released(Instant now) {
        Draft draft = new Draft(this);
        draft.beginOwnTime(now);
        draft.attention = Optional.empty();
        draft.reason = Optional.empty();
        return draft.payment();
    }

    Payment with(Authorization setAside) {
        Draft draft = new Draft(this);
        draft.authorization = Optional.of(setAside);
        return draft.payment();
    }

    Payment with(Receipt received) {
        Draft draft = new Draft(this);
        draft.receipt = Optional.of(received);
        return draft.payment();
    }

    Payment with(Reason why) {
        Draft draft = new Draft(this);
        draft.reason = Optional.of(why);
        return draft.payment();
    }

    Payment with(Attention why) {
        Draft draft = new Draft(this);
        draft.attention = Optional.of(why);
        return draft.payment();
    }

    /** The payment with the wish to end it. */
    public Payment withCancelRequested() {
        Draft draft = new Draft(this);
        draft.cancelRequested = true;
        return draft.payment();
    }

    /** The payment with nothing left to end. */
    Payment withoutCancelRequested() {
        Draft draft = new Draft(this);
        draft.cancelRequested = false;
        return draft.payment();
    }

    /** The same payment with another share of it on its way to be captured, and captured. */
    public Payment withCaptures(Money onTheWay, Money taken) {
        Draft draft = new Draft(this);
        draft.capturing = onTheWay;
        draft.captured = taken;
        return draft.payment();
    }

    /** What can change of a payment, while the next snapshot is being made. */
    private static final class Draft {
        private final Payment before;
        private Optional<Instant> deadline;
        private Optional<Instant> reviewUntil;
        private PaymentState state;
        private int version;
        private NextAction nextAction;
        private boolean cancelRequested;
        private Money capturing;
        private Money captured;
        private Optional<Authorization> authorization;
        private Optional<Receipt> receipt;
        private Optional<Reason> reason;
        private Optional<Attention> attention;
        private BusinessContext context;
        private Instant updatedAt;

        Draft(Payment before) {
            this.before = before;
            this.deadline = before.deadline;
            this.reviewUntil = before.reviewUntil;
            this.state = before.state;
            this.version = before.version;
            this.nextAction = before.nextAction;
            this.cancelRequested = before.cancelRequested;
            this.capturing = before.capturing;
            this.captured = before.captured;
            this.authorization = before.authorization;
            this.receipt = before.receipt;
            this.reason = before.reason;
            this.attention = before.attention;
            this.context = before.context;
            this.updatedAt = before.updatedAt;
        }

        void beginOwnTime(Instant at) {
            deadline = deadline.map(end -> at.plus(Duration.between(before.begunAt(), end)));
            reviewUntil = Optional.of(at);
        }

        Payment payment() {
            return new Payment(
                    before.id,
                    before.scope,
                    before.request,
                    before.channel,
                    before.from,
                    before.into,
                    deadline,
                    reviewUntil,
                    state,
                    version,
                    nextAction,
                    cancelRequested,
                    before.refunded,
                    capturing,
                    captured,
                    authorization,
                    receipt,
                    reason,
                    attention,
                    context,
                    before.createdAt,
                    updatedAt);
        }
    }
}
