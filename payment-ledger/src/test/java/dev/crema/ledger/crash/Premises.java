package dev.crema.ledger.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Death;
import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.payments.Merchant;
import dev.crema.payment.Payment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A merchant on a database in memory. Each case of a scenario begins where the one before it began. For one thread.
 */
final class Premises implements AutoCloseable {
    private static final String REFERENCE = "case";
    private static final int MANY = 1000;
    // An error that never ends may keep a node from ever getting on; how often it tries is not the point here.
    private static final int MORE_STEPS = 4;

    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
    private final DataSource dataSource = merchant.database.dataSource();
    private final Moment opened = new Moment("opened");

    /**
     * What came of one case.
     *
     * @param struck whether the boundary was reached, and the fault with it
     * @param found what was wrong afterwards
     */
    record Played(boolean struck, List<String> found) {}

    /** One scenario and what the channel does at it, made ready to be played again and again. */
    final class Stage {
        private final Scenario scenario;
        private final List<Behaviour> outcome;
        private final Payment original;
        private final Moment ready;
        private final int points;
        private final int steps;

        private Stage(Scenario scenario, List<Behaviour> outcome) {
            this.scenario = scenario;
            this.outcome = outcome;
            opened.comeBack();
            merchant.fillWallet("fill", "50.00");
            this.original = merchant.topUp("original", "18.50");
            // Accounts are opened when they are needed first, which no case shall depend on.
            Payments node = merchant.node(dataSource);
            merchant.channel.next(outcome.toArray(Behaviour[]::new));
            ask(node, "warm", new ArrayList<>());
            carryOn(node, MANY, new ArrayList<>());
            merchant.fillWallet("fill-again", "50.00");
            merchant.rest();
            this.ready = new Moment("ready");
            CrashPoints counting = CrashPoints.counting(dataSource);
            List<String> found = new ArrayList<>();
            this.steps = untilTheFault(counting, MANY, found);
            this.points = counting.passed();
            found.addAll(recover());
            if (!found.isEmpty()) {
                throw new AssertionError(scenario + " with " + outcome + " goes wrong by itself: " + found);
            }
        }

        /** How many boundaries are crossed when nothing fails. */
        int points() {
            return points;
        }

        /** Plays it with this fault at that boundary, lets another process take over, and says what is wrong then. */
        Played play(int point, Fault fault) {
            ready.comeBack();
            CrashPoints crash = CrashPoints.at(dataSource, point, fault);
            List<String> found = new ArrayList<>();
            untilTheFault(crash, steps + MORE_STEPS, found);
            Invariants.of(dataSource).everywhere().forEach(violation -> found.add("after the fault: " + violation));
            found.addAll(recover());
            String at = " at " + point + " (" + crash.struck().orElse("which was not reached") + "): ";
            return new Played(
                    crash.struck().isPresent(),
                    found.stream()
                            .map(what -> scenario + " " + outcome + " " + fault + at + what)
                            .toList());
        }

        /** Returns in how many steps of time it came to rest, or died. */
        private int untilTheFault(CrashPoints crash, int mostSteps, List<String> found) {
            merchant.channel.next(outcome.toArray(Behaviour[]::new));
            merchant.channel.aroundEach(() -> crash.pass(CrashPoints.SEND), () -> crash.pass(CrashPoints.RECEIVE));
            try {
                Payments node = merchant.node(crash);
                ask(node, REFERENCE, found);
                return carryOn(node, mostSteps, found);
            } catch (Death death) {
                return 0;
            } catch (PaymentException e) {
                return 0; // it does not even start
            } finally {
                merchant.channel.calm();
            }
        }

        private void ask(Payments node, String reference, List<String> found) {
            try {
                scenario.action().ask(node, reference, original);
            } catch (PaymentException e) {
                if (!e.isRetryable()) {
                    found.add("the caller is told " + e);
                }
            } catch (RuntimeException e) {
                found.add("the caller gets " + e);
            }
        }

        private List<String> recover() {
            List<String> found = new ArrayList<>();
            try {
                scenario.action().ask(merchant.payments(), REFERENCE, original);
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
            return found;
        }
    }

    /** What the database, the channel and the clock were at a moment. */
    private final class Moment {
        private final Kept database;
        private final Runnable channel = merchant.channel.remembered();
        private final Runnable other = merchant.other.remembered();
        private final Instant time = merchant.clock.instant();

        Moment(String name) {
            this.database = Kept.of(dataSource, name);
        }

        void comeBack() {
            database.restore();
            channel.run();
            other.run();
            merchant.clock.set(time);
        }
    }

    Stage stage(Scenario scenario, List<Behaviour> outcome) {
        return new Stage(scenario, outcome);
    }

    /** Lets time go by for this node, and returns in how many steps it came to rest. */
    private int carryOn(Payments node, int mostSteps, List<String> found) {
        for (int step = 1; step <= mostSteps; step++) {
            runDue(node, found);
            merchant.channel.moveAllTakenOn();
            Optional<Instant> next = merchant.nextDue();
            if (next.isEmpty()) {
                return step;
            }
            merchant.clock.set(next.get());
        }
        return mostSteps;
    }

    private static void runDue(Payments node, List<String> found) {
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

    @Override
    public void close() {
        merchant.close();
    }
}
