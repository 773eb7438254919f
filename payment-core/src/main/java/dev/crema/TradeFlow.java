package dev.crema;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.books.Progressed;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.payment.Decision;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Reason;
import dev.crema.plan.Plan;
import dev.crema.plan.PlanExplanation;
import dev.crema.plan.Step;
import dev.crema.retry.Ladder;
import dev.crema.trade.Checkout;
import dev.crema.trade.Mover;
import dev.crema.trade.Progress;
import dev.crema.trade.Routes;
import dev.crema.trade.StepPayments;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradeState;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a trade through its plan. Every step is decided and recorded in one transaction under the trade's lock; the
 * payments that it makes are carried on with as all others are, and their ends bring the trade back here.
 */
final class TradeFlow {
    private static final Logger log = LoggerFactory.getLogger(TradeFlow.class);

    private final PaymentBooks books;
    private final AcceptFlow accepting;
    private final Answers<PaymentId, Payment> answers;
    private final Door door;
    private final Risks risks;
    private final Plans plans;
    private final Routes routes;
    private final Clock clock;
    private final Ladder ladder;
    private final Duration lease;
    private final StepPayments payments = new StepPayments();
    private final SecureRandom random = new SecureRandom();

    TradeFlow(
            PaymentBooks books,
            AcceptFlow accepting,
            Answers<PaymentId, Payment> answers,
            Door door,
            Risks risks,
            Plans plans,
            Routes routes,
            Clock clock,
            Ladder ladder,
            Duration lease) {
        this.books = books;
        this.accepting = accepting;
        this.answers = answers;
        this.door = door;
        this.risks = risks;
        this.plans = plans;
        this.routes = routes;
        this.clock = clock;
        this.ladder = ladder;
        this.lease = lease;
    }

    Trade checkout(Scope scope, Checkout checkout) {
        Progressed begun = begin(scope, checkout, true);
        return begun.repeated() ? begun.trade() : carryOn(begun);
    }

    /** Accepts it and leaves the rest to the workers. */
    Trade submit(Scope scope, Checkout checkout) {
        Progressed begun = begin(scope, checkout, false);
        accepting.announce();
        return begun.trade();
    }

    private Progressed begin(Scope scope, Checkout checkout, boolean here) {
        Instant now = now();
        Trade trade;
        try {
            trade = admitted(draft(scope, checkout, now));
        } catch (PaymentException refused) {
            // Whatever speaks against it by now, a repeat finds the trade that is there.
            Trade bearer = books.bearer(scope, checkout.reference(), checkout.fingerprint())
                    .orElseThrow(() -> refused);
            return new Progressed(bearer, true, List.of(), false);
        }
        Instant due = here ? due(now) : now;
        return Carried.with(
                trade.context(), () -> door.through(() -> books.begin(trade, checkout.fingerprint(), mover(now), due)));
    }

    private Trade admitted(Trade trade) {
        return Carried.with(trade.context(), () -> {
            requireFeasible(trade);
            return risks.judged(trade);
        });
    }

    private Trade draft(Scope scope, Checkout checkout, Instant now) {
        Checkout intercepted = plans.intercepted(checkout);
        Plan plan = plans.explain(intercepted, now).plan();
        return Trade.create(TradeId.random(random), scope, intercepted, plan, now)
                .within(Carried.now());
    }

    PlanExplanation explain(Scope scope, Checkout checkout) {
        Instant now = now();
        Trade trade = draft(scope, checkout, now);
        Map<Integer, String> why = new TreeMap<>();
        for (Step step : trade.plan().steps()) {
            if (step.collects()) {
                why.put(
                        step.number(),
                        routes.choose(trade, step, List.of())
                                .map(Routes.Choice::why)
                                .orElse("no channel takes it: name one, or add a routing rule"));
            }
        }
        return plans.explain(plans.intercepted(checkout), now).routed(why);
    }

    /** What no step of this trade could do is refused before anything is written. */
    private void requireFeasible(Trade trade) {
        for (Step step : trade.plan().steps()) {
            if (step.collects()) {
                Routes.Choice choice = routes.choose(trade, step, List.of())
                        .orElseThrow(() -> new InvalidRequestException(
                                "tender", "no channel takes " + step.amount() + "; name one, or add a routing rule"));
                accepting.requireFeasible(StepPayments.request(trade, step, choice.channel()));
            } else if (step.action() != Step.Action.CAPTURE) {
                accepting.requireFeasible(StepPayments.request(trade, step, ""));
            }
        }
    }

    /** A person lets a trade go on that was held back. */
    Trade release(Scope scope, TradeId id, String who, String why) {
        Instant now = now();
        Decision decision = new Decision("released", who, why, now);
        return carryOn(door.through(() -> books.release(scope, id, decision, mover(now), due(now))));
    }

    Trade confirm(Scope scope, TradeId id) {
        Instant now = now();
        return carryOn(
                door.through(() -> books.turn(scope, id, trade -> confirmed(trade, now), mover(now), now, due(now))));
    }

    private static Trade confirmed(Trade trade, Instant now) {
        return switch (trade.state()) {
            case AWAITING_CONFIRMATION -> trade.become(TradeState.COMPLETING, now);
            case COMPLETING -> trade.again(now);
            case SUCCEEDED -> {
                if (!trade.plan().isConfirmed()) {
                    throw new InvalidStateException("trade " + trade.id() + " has a plan that nobody confirms");
                }
                yield trade;
            }
            default ->
                throw new InvalidStateException("trade " + trade.id() + " is " + trade.state()
                        + "; only one that is AWAITING_CONFIRMATION can be confirmed");
        };
    }

    /** Takes up again what was stuck, from the foot of its ladder. */
    Trade again(Scope scope, TradeId id) {
        Instant now = now();
        return carryOn(door.through(() -> books.turn(scope, id, trade -> trade.again(now), mover(now), now, due(now))));
    }

    Trade undo(Scope scope, TradeId id, String why) {
        Instant now = now();
        Reason reason = new Reason("UNDONE", why);
        return carryOn(door.through(
                () -> books.turn(scope, id, trade -> undone(trade, reason, now), mover(now), now, due(now))));
    }

    private static Trade undone(Trade trade, Reason why, Instant now) {
        return switch (trade.state()) {
            case PAYING, AWAITING_CONFIRMATION, COMPLETING -> trade.undo(TradeState.CANCELLED, why, now);
            case SUCCEEDED -> trade.undo(TradeState.REFUNDED, why, now);
            case UNDOING -> trade.again(now);
            case FAILED, CANCELLED, REFUNDED -> trade;
        };
    }

    /** Never throws: what is not finished is taken up again. */
    void run(Claimed.Advance work) {
        Carried.with(work.context(), () -> {
            goOn(work);
            return work;
        });
    }

    private void goOn(Claimed.Advance work) {
        try {
            Instant now = now();
            Progressed progressed = books.advance(work.trade(), mover(now), now, now);
            while (progressed.more()) {
                progressed = books.advance(work.trade(), mover(now()), now(), now());
            }
            accepting.announce(); // its payments are work like any other
        } catch (RuntimeException e) {
            log.warn("trade {}: its next step could not be taken and will be tried again", work.trade(), e);
            postpone(work, e);
        }
    }

    private void postpone(Claimed.Advance work, RuntimeException cause) {
        if (cause instanceof PaymentException failure && failure.isRetryable()) {
            return; // the database is away or busy: the lease's end is soon enough
        }
        try {
            Instant now = now();
            books.postpone(work, now, ladder.next(work.tries(), work.trade().value(), now), String.valueOf(cause));
        } catch (RuntimeException e) {
            log.warn("trade {} could not be postponed; it waits for its lease to end", work.trade(), e);
        }
    }

    /** Nothing is sent before the host's commit; otherwise this thread goes on as far as it gets. */
    private Trade carryOn(Progressed begun) {
        return Carried.with(begun.trade().context(), () -> goOn(begun));
    }

    private Trade goOn(Progressed begun) {
        if (books.hostTransaction().isOpen()) {
            accepting.announce();
            return begun.trade();
        }
        Progressed progressed = begun;
        try {
            while (progressed.more() || !progressed.touched().isEmpty()) {
                accepting
                        .carryOn(progressed.trade().scope(), progressed.touched())
                        .forEach(taken -> answers.to(() -> taken).await(lease));
                Instant now = now();
                progressed = books.advance(begun.trade().id(), mover(now), now, due(now));
            }
        } catch (PaymentException e) {
            // The trade is accepted, whatever happens now: the workers carry on.
            log.warn(
                    "trade {} ({}) is accepted and left to the workers",
                    begun.trade().id(),
                    begun.trade().reference(),
                    e);
        } finally {
            accepting.announce();
        }
        return progressed.trade();
    }

    private Mover mover(Instant now) {
        return new Progress(now, ladder, routes, plans, payments);
    }

    /** Where this thread carries on itself, the workers step in only if it dies. */
    private Instant due(Instant now) {
        return books.hostTransaction().isOpen() ? now : now.plus(lease);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
