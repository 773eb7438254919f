package dev.crema.trade;

import dev.crema.failure.PaymentException;
import dev.crema.payment.Attention;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.plan.Plan;
import dev.crema.plan.Step;
import dev.crema.retry.Ladder;
import dev.crema.trade.TradePayment.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is done next for a trade: the one place that decides it, out of nothing but the trade and its payments as they
 * stand. A step that failed while the payer pays turns the trade round, and then everything is undone by its opposite,
 * newest first. After the confirmation a refusal is tried again instead, since the payer has paid and is through.
 *
 * <p>Made for one instant; asks its {@link Routes} and its {@link Gate} and nothing else.
 */
public final class Progress implements Mover {
    private final Instant now;
    private final Ladder ladder;
    private final Routes routes;
    private final Gate gate;
    private final StepPayments payments;

    public Progress(Instant now, Ladder ladder, Routes routes, Gate gate, StepPayments payments) {
        this.now = now;
        this.ladder = ladder;
        this.routes = routes;
        this.gate = gate;
        this.payments = payments;
    }

    @Override
    public Move next(Trade trade) {
        return switch (trade.state()) {
            case PAYING -> trade.isHeldBack() ? review(trade) : forward(trade, Step.Phase.PAY);
            case AWAITING_CONFIRMATION -> confirmation(trade);
            case COMPLETING -> forward(trade, Step.Phase.CONFIRM);
            case UNDOING -> back(trade);
            case SUCCEEDED, FAILED, CANCELLED, REFUNDED -> new Move.Rest(trade, Optional.empty());
        };
    }

    @Override
    public Move refused(Trade trade, Move refused, PaymentException why) {
        if (trade.state() == TradeState.PAYING) {
            return new Move.Turn(
                    trade.undo(TradeState.FAILED, new Reason(why.code(), String.valueOf(why.getMessage())), now));
        }
        int tries = trade.tries() + 1;
        Optional<Instant> again = ladder.next(tries, trade.id().value(), now);
        Optional<Attention> attention = again.isPresent() ? trade.attention() : Optional.of(Attention.STUCK);
        return new Move.Rest(trade.tried(tries, attention), again);
    }

    /** Nothing is begun before a person has released it, and somebody who waits for that learns of it in time. */
    private Move review(Trade trade) {
        return trade.reviewUntil()
                .filter(now::isBefore)
                .<Move>map(until -> new Move.Rest(trade, Optional.of(until)))
                .orElseGet(() -> new Move.Turn(
                        trade.undo(TradeState.FAILED, new Reason("EXPIRED", "nobody released it in its time"), now)));
    }

    private enum Standing {
        OPEN,
        WAITING,
        DONE,
        FAILED
    }

    private Move forward(Trade trade, Step.Phase phase) {
        boolean waiting = false;
        for (Step step : trade.plan().steps()) {
            if (step.phase() != phase) {
                continue;
            }
            Standing standing = standing(trade, step);
            if (standing == Standing.FAILED) {
                return elsewhere(trade, step).orElseGet(() -> failed(trade, step));
            }
            if (standing == Standing.WAITING) {
                Optional<Move> other = trade.attempt(step.number())
                        .filter(attempt -> step.collects() && attempt.unsent() && isSent(attempt))
                        .flatMap(attempt -> elsewhere(trade, step));
                if (other.isPresent()) {
                    return other.get();
                }
                waiting = true;
            }
            // What sets aside or collects waits for nobody else that does; what moves on waits for all of them.
            boolean begins = standing == Standing.OPEN && (!waiting || step.setsAside() || step.collects());
            if (begins) {
                return kept(trade, step).or(() -> begin(trade, step)).orElseGet(() -> failed(trade, step));
            }
        }
        return waiting ? new Move.Rest(waiting(trade), Optional.empty()) : new Move.Turn(through(trade, phase));
    }

    /** Whoever waits for a payment that needs a person needs one too, until that has been decided. */
    private static Trade waiting(Trade trade) {
        Optional<Attention> attention = isStuck(trade) ? Optional.of(Attention.STUCK) : Optional.empty();
        return trade.attention().equals(attention) ? trade : trade.tried(trade.tries(), attention);
    }

    private static boolean isStuck(Trade trade) {
        return trade.payments().stream()
                .map(TradePayment::payment)
                .anyMatch(payment ->
                        !payment.state().isTerminal() && payment.attention().isPresent());
    }

    /** Once the payer has paid, and the host has confirmed, nobody stands in the way. */
    private Optional<Move> kept(Trade trade, Step step) {
        return step.phase() == Step.Phase.PAY
                ? gate.refuses(trade, step).map(why -> new Move.Turn(trade.undo(TradeState.FAILED, why, now)))
                : Optional.empty();
    }

    /** Whether it was given to its channel at all, so that "not there" is the channel's word. */
    private static boolean isSent(TradePayment attempt) {
        return attempt.payment().state() != PaymentState.CREATED;
    }

    private Trade through(Trade trade, Step.Phase phase) {
        boolean waits = phase == Step.Phase.PAY && trade.plan().isConfirmed();
        return trade.become(waits ? TradeState.AWAITING_CONFIRMATION : TradeState.SUCCEEDED, now);
    }

    private static Standing standing(Trade trade, Step step) {
        if (step.action() == Step.Action.CAPTURE) {
            return capture(trade, step);
        }
        Optional<Payment> payment = trade.payment(step.number());
        if (payment.isEmpty()) {
            return Standing.OPEN;
        }
        boolean set = step.setsAside() && payment.get().state() == PaymentState.AUTHORIZED;
        return set ? Standing.DONE : standing(payment.get());
    }

    /** What a hold has set aside is captured in the books; what a channel has, by a payment of its own. */
    private static Standing capture(Trade trade, Step step) {
        Optional<Payment> own = trade.payment(step.number());
        if (own.isPresent()) {
            return standing(own.get());
        }
        Optional<Payment> aside = trade.payment(step.target());
        if (aside.isEmpty()) {
            return Standing.FAILED;
        }
        return aside.get().state() == PaymentState.AUTHORIZED ? Standing.OPEN : standing(aside.get());
    }

    private static Standing standing(Payment payment) {
        if (payment.state() == PaymentState.SUCCEEDED) {
            return Standing.DONE;
        }
        return payment.state().isTerminal() ? Standing.FAILED : Standing.WAITING;
    }

    private Optional<Move> begin(Trade trade, Step step) {
        if (step.action() == Step.Action.CAPTURE) {
            return trade.payment(step.target()).map(aside -> capture(trade, step, aside));
        }
        if (step.collects()) {
            return routed(trade, step, Optional.empty());
        }
        Payment payment = payments.forward(trade, step, 1, Optional.empty(), now);
        return Optional.of(new Move.Begin(step.number(), Role.STEP, payment, "the plan", Optional.empty()));
    }

    private Move capture(Trade trade, Step step, Payment aside) {
        if (!aside.isAuthorization()) {
            return new Move.Capture(aside.id());
        }
        Payment capture = payments.capture(trade, step, aside, now);
        return new Move.Begin(step.number(), Role.STEP, capture, "the plan", Optional.empty());
    }

    /** Another channel for a step whose payment has failed, or never left. */
    private Optional<Move> elsewhere(Trade trade, Step step) {
        return step.collects() ? routed(trade, step, trade.attempt(step.number())) : Optional.empty();
    }

    private Optional<Move> routed(Trade trade, Step step, Optional<TradePayment> instead) {
        List<TradePayment> before = trade.attempts(step.number());
        return routes.choose(trade, step, before).map(choice -> {
            Payment payment = payments.forward(trade, step, before.size() + 1, Optional.of(choice.channel()), now);
            return new Move.Begin(
                    step.number(),
                    Role.STEP,
                    payment,
                    choice.why(),
                    instead.map(TradePayment::payment)
                            .filter(left -> !left.state().isTerminal())
                            .map(Payment::id));
        });
    }

    private Move failed(Trade trade, Step step) {
        Reason why = trade.payment(step.number())
                .or(() -> trade.payment(step.target()))
                .map(payment -> payment.reason()
                        .orElseGet(
                                () -> new Reason(payment.state().name(), "step " + step.name() + " did not succeed")))
                .orElseGet(() -> new Reason("NO_CHANNEL", "no channel takes step " + step.name()));
        return new Move.Turn(trade.undo(TradeState.FAILED, why, now));
    }

    private Move confirmation(Trade trade) {
        Optional<Step> lost = trade.plan().steps().stream()
                .filter(Step::setsAside)
                .filter(step -> standing(trade, step) == Standing.FAILED)
                .findFirst();
        if (lost.isPresent()) {
            return failed(trade, lost.get());
        }
        if (trade.confirmBy().filter(end -> !now.isBefore(end)).isEmpty()) {
            return new Move.Rest(trade, trade.confirmBy());
        }
        boolean confirms = trade.plan().unconfirmed() == Plan.Unconfirmed.CONFIRM;
        return new Move.Turn(
                confirms
                        ? trade.become(TradeState.COMPLETING, now)
                        : trade.undo(
                                TradeState.CANCELLED,
                                new Reason("NOT_CONFIRMED", "nobody confirmed it in its time"),
                                now));
    }

    private Move back(Trade trade) {
        List<Instant> later = new ArrayList<>();
        boolean waiting = false;
        for (int i = trade.payments().size() - 1; i >= 0; i--) {
            TradePayment done = trade.payments().get(i);
            if (done.role() == Role.UNDO) {
                waiting |= !done.payment().state().isTerminal();
                continue;
            }
            Payment payment = done.payment();
            if (payment.state() == PaymentState.SUCCEEDED
                    && payment.refundable().isPositive()) {
                List<TradePayment> ever = undone(trade, payment);
                // What was tried before somebody asked for it again is no longer counted.
                List<TradePayment> tried = ever.stream()
                        .filter(each -> !each.payment().createdAt().isBefore(trade.updatedAt()))
                        .toList();
                Optional<Instant> again = again(tried);
                if (tried.isEmpty() || again.filter(at -> !now.isBefore(at)).isPresent()) {
                    Payment back = payments.back(trade, done, ever.size() + 1, now);
                    return new Move.Begin(done.step(), Role.UNDO, back, "undoes " + payment.id(), Optional.empty());
                }
                again.ifPresent(later::add);
                waiting = true;
            } else if (!payment.state().isTerminal()) {
                // A capture can not be called back: what becomes of it is waited for.
                if (!payment.cancelRequested() && !(payment.request() instanceof Capture)) {
                    return new Move.Cancel(payment.id());
                }
                waiting = true;
            }
        }
        return waiting
                ? waiting(trade, later)
                : new Move.Turn(trade.become(trade.ending().orElseThrow(), now));
    }

    private static List<TradePayment> undone(Trade trade, Payment payment) {
        return trade.payments().stream()
                .filter(each -> each.undoes(payment.id()))
                .toList();
    }

    /** When to give back anew what a channel would not give back; empty while it is at it, or when it is for a person. */
    private Optional<Instant> again(List<TradePayment> tried) {
        return tried.isEmpty()
                ? Optional.empty()
                : Optional.of(tried.get(tried.size() - 1).payment())
                        .filter(last -> last.state().isTerminal())
                        .flatMap(last -> ladder.next(tried.size(), last.id().value(), last.updatedAt()));
    }

    /** What a whole ladder could not bring to its channel is tried again, but not without somebody knowing. */
    private static boolean isUnreachable(Trade trade) {
        return trade.payments().stream()
                .map(each -> undone(trade, each.payment()))
                .anyMatch(tried -> tried.stream().anyMatch(Progress::neverReached)
                        && tried.stream().noneMatch(each -> each.payment().state() == PaymentState.SUCCEEDED));
    }

    private static boolean neverReached(TradePayment tried) {
        return tried.payment()
                .reason()
                .filter(why -> why.code().equals("CHANNEL_UNAVAILABLE"))
                .isPresent();
    }

    /** Nothing under way and nothing to try again means that a person has to see to it. */
    private static Move waiting(Trade trade, List<Instant> later) {
        boolean underWay = trade.payments().stream()
                .anyMatch(each -> !each.payment().state().isTerminal());
        boolean stuck = (later.isEmpty() && (!underWay || isStuck(trade))) || isUnreachable(trade);
        Trade next = stuck ? trade.tried(trade.tries(), Optional.of(Attention.STUCK)) : trade;
        return new Move.Rest(next, later.stream().min(Comparator.naturalOrder()));
    }
}
