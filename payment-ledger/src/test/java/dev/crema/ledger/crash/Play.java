package dev.crema.ledger.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Death;
import dev.crema.ledger.payments.Merchant;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One scenario with one outcome, asked for by one reference: first by a process on which a fault strikes, then by one that
 * takes over. Both may be the same process or not. For one thread.
 */
public final class Play {
    private static final int MANY = 1000;

    private final Merchant merchant;
    private final Scenario scenario;
    private final List<Behaviour> outcome;
    private final String reference;
    private final List<String> found = new ArrayList<>();
    private Consumer<Instant> watch = instant -> {};

    public Play(Merchant merchant, Scenario scenario, List<Behaviour> outcome, String reference) {
        this.merchant = merchant;
        this.scenario = scenario;
        this.outcome = outcome;
        this.reference = reference;
    }

    /** Tells whenever time goes by. */
    public Play watching(Consumer<Instant> clock) {
        watch = clock;
        return this;
    }

    /** Gives the merchant what the scenario needs. */
    public void prepare() {
        merchant.fillWallet("fill-" + reference, "50.00");
        merchant.topUp("original-" + reference, "18.50");
        merchant.rest();
    }

    /** What was wrong so far. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /**
     * Plays it until it rests, or the process dies.
     *
     * @param answered runs when the channel has done something, before anybody is told
     * @return in how many steps of time it came to rest
     */
    public int untilTheFault(CrashPoints crash, int mostSteps, Runnable answered) {
        merchant.channel.next(outcome.toArray(Behaviour[]::new));
        merchant.channel.aroundEach(() -> crash.pass(CrashPoints.SEND), () -> {
            answered.run();
            crash.pass(CrashPoints.RECEIVE);
        });
        try {
            Payments node = merchant.node(crash);
            ask(node);
            return carryOn(node, mostSteps);
        } catch (Death death) {
            return 0;
        } catch (PaymentException e) {
            return 0; // it does not even start
        } finally {
            merchant.channel.calm();
        }
    }

    /** Plays it without a fault, so that the accounts are open that it needs. */
    public void rehearse() {
        merchant.channel.next(outcome.toArray(Behaviour[]::new));
        ask(merchant.payments());
        carryOn(merchant.payments(), MANY);
        merchant.channel.calm();
    }

    private void ask(Payments node) {
        try {
            scenario.action().ask(node, reference, original());
        } catch (PaymentException e) {
            if (!e.isRetryable()) {
                found.add("the caller is told " + e);
            }
        } catch (RuntimeException e) {
            found.add("the caller gets " + e);
        }
    }

    private Payment original() {
        return merchant.payments().payment(Form.TOP_UP, "original-" + reference).orElseThrow();
    }

    /** Another process takes over, and the caller asks again; then everything has to come to its end. */
    public void recover() {
        try {
            scenario.action().ask(merchant.payments(), reference, original());
        } catch (InvalidStateException | AmountExceededException tooLate) {
            // time has passed; whether the books are right is asked below
        }
        merchant.runDue();
        merchant.channel.moveAllTakenOn();
        try {
            merchant.rest();
        } catch (AssertionError e) {
            found.add("does not come to rest: " + e.getMessage());
        }
        found.addAll(merchant.violations());
    }

    private int carryOn(Payments node, int mostSteps) {
        for (int step = 1; step <= mostSteps; step++) {
            runDue(node);
            merchant.channel.moveAllTakenOn();
            Optional<Instant> next = merchant.nextDue();
            if (next.isEmpty()) {
                return step;
            }
            merchant.clock.set(next.get());
            watch.accept(next.get());
        }
        return mostSteps;
    }

    private void runDue(Payments node) {
        try {
            for (int rounds = 0; node.runDue() > 0; rounds++) {
                if (rounds == MANY) {
                    found.add("work that never ends");
                    return;
                }
            }
        } catch (PaymentException e) {
            if (!e.isRetryable()) {
                found.add("a worker throws " + e);
            } // else it looks again later
        } catch (RuntimeException e) {
            found.add("a worker throws " + e);
        }
    }
}
