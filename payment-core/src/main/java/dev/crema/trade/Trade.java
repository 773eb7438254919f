package dev.crema.trade;

import dev.crema.channel.NextAction;
import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.plan.Order;
import dev.crema.plan.Plan;
import dev.crema.plan.Step;
import dev.crema.trade.TradePayment.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A trade as it stands: what the business wants paid, the plan, and the payments so far (交易). An immutable snapshot.
 *
 * @param id the public id
 * @param scope whose it is
 * @param reference the caller's own id of the checkout
 * @param deal what is agreed on
 * @param plan the steps
 * @param state where it stands
 * @param version counts the states it has been in, from 1
 * @param ending while it is undone, the state it will end in
 * @param tries how often in a row its next step was refused
 * @param confirmBy when its time for the confirmation is over
 * @param reviewUntil while it is held back, until when it waits for a person
 * @param reason why it was undone, or held back
 * @param attention why it needs a person
 * @param payments its payments, oldest first
 * @param context what it is part of; its payments are part of the same
 * @param createdAt when it was accepted
 * @param updatedAt when it last changed its state, or somebody had what was stuck tried again
 */
public record Trade(
        TradeId id,
        Scope scope,
        Reference reference,
        Deal deal,
        Plan plan,
        TradeState state,
        int version,
        Optional<TradeState> ending,
        int tries,
        Optional<Instant> confirmBy,
        Optional<Instant> reviewUntil,
        Optional<Reason> reason,
        Optional<Attention> attention,
        List<TradePayment> payments,
        BusinessContext context,
        Instant createdAt,
        Instant updatedAt) {
    public Trade {
        payments = List.copyOf(payments);
    }

    /** A trade at its birth. */
    public static Trade create(TradeId id, Scope scope, Checkout checkout, Plan plan, Instant now) {
        return new Trade(
                id,
                scope,
                checkout.reference(),
                checkout.deal(),
                plan,
                TradeState.PAYING,
                1,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                BusinessContext.NONE,
                now,
                now);
    }

    /** The trade as part of what the context says; only before it is accepted. What it does not say, the trade does. */
    public Trade within(BusinessContext whole) {
        Draft draft = new Draft(this);
        List<Order> orders = deal.orders();
        draft.context = new BusinessContext(
                whole.business().or(() -> Optional.of(reference.value())),
                Optional.of(id.value()),
                whole.order()
                        .or(() -> orders.size() == 1
                                ? Optional.of(orders.get(0).id().value())
                                : Optional.empty()),
                Optional.empty(),
                OptionalInt.empty(),
                whole.trace());
        return draft.trade();
    }

    /** What is to be paid in all. */
    public Money amount() {
        return deal.amount();
    }

    /** What the payer has paid: out of accounts and through channels, whatever was given back since. */
    public Money paid() {
        return paying().filter(each -> each.payment().state() == PaymentState.SUCCEEDED)
                .map(each -> each.payment().amount())
                .reduce(zero(), Money::plus);
    }

    /** What the payer has got back. */
    public Money refunded() {
        return paying().map(TradePayment::returned).reduce(zero(), Money::plus);
    }

    /** The payments by which the payer pays, whether they succeeded or not. */
    Stream<TradePayment> paying() {
        return payments.stream().filter(each -> each.role() == Role.STEP && isPaidBy(plan.step(each.step())));
    }

    /** What a channel only sets aside is paid by the payment that captures it; what moves on is paid already. */
    private boolean isPaidBy(Step step) {
        boolean movesOn = step.from()
                .filter(from -> from.equals(escrow())
                        || deal.orders().stream()
                                .anyMatch(order -> order.payee().equals(from)))
                .isPresent();
        return step.action() != Step.Action.AUTHORIZE && !movesOn;
    }

    /** The account where this trade's money waits between payer and payees. */
    public AccountId escrow() {
        return escrow(reference);
    }

    static AccountId escrow(Reference reference) {
        return new AccountId("escrow:" + reference);
    }

    Money zero() {
        return Money.zero(amount().currency());
    }

    /** What the payer has to do next; nothing to do is an answer too. */
    public NextAction nextAction() {
        return payments.stream()
                .map(each -> each.payment().nextAction())
                .filter(action -> action.kind() != NextAction.Kind.NONE)
                .findFirst()
                .orElse(NextAction.NONE);
    }

    /** The payment that carries out the step of this number, the last where a channel was tried before. */
    public Optional<Payment> payment(int step) {
        return attempt(step).map(TradePayment::payment);
    }

    Optional<TradePayment> attempt(int step) {
        return payments.stream()
                .filter(each -> each.role() == Role.STEP && each.step() == step)
                .reduce((earlier, later) -> later);
    }

    /** All the payments that were made for the step, oldest first. */
    public List<TradePayment> attempts(int step) {
        return payments.stream()
                .filter(each -> each.role() == Role.STEP && each.step() == step)
                .toList();
    }

    /**
     * The trade in another state.
     *
     * @throws InvalidStateException if the table of {@link TradeState} has no such way
     */
    public Trade become(TradeState next, Instant now) {
        if (!state.canBecome(next)) {
            throw new InvalidStateException("trade " + id + " is " + state + " and cannot become " + next);
        }
        Draft draft = new Draft(this);
        draft.state = next;
        draft.version++;
        draft.ending = next == TradeState.UNDOING ? ending : Optional.empty();
        draft.tries = 0;
        draft.confirmBy =
                next == TradeState.AWAITING_CONFIRMATION ? plan.confirmWithin().map(now::plus) : Optional.empty();
        draft.reviewUntil = Optional.empty();
        draft.attention = Optional.empty();
        draft.updatedAt = now;
        return draft.trade();
    }

    /** The trade at its birth, waiting until then for a person to release it; only before it is accepted. */
    public Trade heldBack(String why, Instant until) {
        Draft draft = new Draft(this);
        draft.attention = Optional.of(Attention.RISK);
        draft.reason = Optional.of(new Reason(Attention.RISK.name(), why));
        draft.reviewUntil = Optional.of(until);
        return draft.trade();
    }

    /** Whether it waits for a person to release it. */
    public boolean isHeldBack() {
        return attention.filter(Attention.RISK::equals).isPresent();
    }

    /**
     * The trade after somebody has released it.
     *
     * @throws InvalidStateException if it is not held back
     */
    public Trade released() {
        if (!isHeldBack()) {
            throw new InvalidStateException("trade " + id + " is " + state + " and not held back");
        }
        Draft draft = new Draft(this);
        draft.attention = Optional.empty();
        draft.reason = Optional.empty();
        draft.reviewUntil = Optional.empty();
        return draft.trade();
    }

    /** The trade on its way back, and why. */
    public Trade undo(TradeState ending, Reason why, Instant now) {
        Draft draft = new Draft(this);
        draft.ending = Optional.of(ending);
        draft.reason = Optional.of(why);
        return draft.trade().become(TradeState.UNDOING, now);
    }

    /** The trade with one more payment, or with a payment as it stands now. */
    public Trade with(TradePayment changed) {
        return tried(0, Optional.empty()).holding(changed);
    }

    /** The same trade, with the payment as it stands. */
    public Trade holding(TradePayment known) {
        List<TradePayment> all = new ArrayList<>(payments);
        all.removeIf(each -> each.number() == known.number());
        all.add(known.number() - 1, known);
        Draft draft = new Draft(this);
        draft.payments = all;
        return draft.trade();
    }

    /** The trade with the payment as it stands now. */
    public Trade with(Payment changed) {
        return payments.stream()
                .filter(each -> each.payment().id().equals(changed.id()))
                .findFirst()
                .map(each -> with(each.now(changed)))
                .orElseThrow();
    }

    /** The trade whose next step was refused so often in a row. */
    public Trade tried(int tries, Optional<Attention> attention) {
        Draft draft = new Draft(this);
        draft.tries = tries;
        draft.attention = attention;
        return draft.trade();
    }

    /** The trade, tried again from the beginning of the ladder where it was stuck. */
    public Trade again(Instant now) {
        if (attention.isEmpty()) {
            return this;
        }
        Draft draft = new Draft(tried(0, Optional.empty()));
        draft.updatedAt = now;
        return draft.trade();
    }

    /** The payment of this id, if it is one of the trade's. */
    public Optional<TradePayment> find(PaymentId payment) {
        return payments.stream()
                .filter(each -> each.payment().id().equals(payment))
                .findFirst();
    }

    /** What can change of a trade, while the next snapshot is being made. */
    private static final class Draft {
        private final Trade before;
        private TradeState state;
        private int version;
        private Optional<TradeState> ending;
        private int tries;
        private Optional<Instant> confirmBy;
        private Optional<Instant> reviewUntil;
        private Optional<Reason> reason;
        private Optional<Attention> attention;
        private List<TradePayment> payments;
        private BusinessContext context;
        private Instant updatedAt;

        Draft(Trade before) {
            this.before = before;
            this.state = before.state;
            this.version = before.version;
            this.ending = before.ending;
            this.tries = before.tries;
            this.confirmBy = before.confirmBy;
            this.reviewUntil = before.reviewUntil;
            this.reason = before.reason;
            this.attention = before.attention;
            this.payments = before.payments;
            this.context = before.context;
            this.updatedAt = before.updatedAt;
        }

        Trade trade() {
            return new Trade(
                    before.id,
                    before.scope,
                    before.reference,
                    before.deal,
                    before.plan,
                    state,
                    version,
                    ending,
                    tries,
                    confirmBy,
                    reviewUntil,
                    reason,
                    attention,
                    payments,
                    context,
                    before.createdAt,
                    updatedAt);
        }
    }
}
