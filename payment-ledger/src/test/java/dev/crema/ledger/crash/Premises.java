package dev.crema.ledger.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.payments.Merchant;
import dev.crema.simulation.SeededIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A merchant on a database in memory. Each case of a scenario begins where the one before it began. For one thread. */
final class Premises implements AutoCloseable {
    private static final int MANY = 1000;
    // An error that never ends may keep a node from ever getting on; how often it tries is not the point here.
    private static final int MORE_STEPS = 4;

    private static final long SEED = 1;

    private final Merchant merchant;
    private final DataSource dataSource;
    private final Content content;
    private final Moment opened;

    Premises() {
        SeededIds ids = SeededIds.from(SEED);
        try {
            this.merchant = Merchant.punctual(TestDatabase.forOneThread());
        } finally {
            ids.close();
        }
        this.dataSource = merchant.database.dataSource();
        this.content = Content.of(dataSource);
        this.opened = new Moment("opened");
    }

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
        private final Moment ready;
        private final int points;
        private final int steps;
        private final Map<String, List<String>> ends = new HashMap<>();

        private Stage(Scenario scenario, List<Behaviour> outcome) {
            this.scenario = scenario;
            this.outcome = outcome;
            opened.comeBack();
            Play warm = play("warm");
            warm.prepare();
            // Accounts are opened when they are needed first, which no case shall depend on.
            warm.rehearse();
            Play counted = play("case");
            counted.prepare();
            this.ready = new Moment("ready");
            CrashPoints counting = CrashPoints.counting(dataSource);
            this.steps = counted.untilTheFault(counting, MANY, () -> {});
            this.points = counting.passed();
            counted.recover();
            if (!counted.found().isEmpty()) {
                throw new AssertionError(scenario + " with " + outcome + " goes wrong by itself: " + counted.found());
            }
        }

        private Play play(String reference) {
            return new Play(merchant, scenario, outcome, reference);
        }

        /** How many boundaries are crossed when nothing fails. */
        int points() {
            return points;
        }

        /**
         * Plays it with this fault at that boundary, lets another process take over, and says what is wrong then. What
         * other faults have left behind is the same for whoever takes over, and happens once.
         */
        Played play(int point, Fault fault) {
            ready.comeBack();
            CrashPoints crash = CrashPoints.at(dataSource, point, fault);
            Play play = play("case");
            SeededIds ids = SeededIds.from(SEED);
            try {
                play.untilTheFault(crash, steps + MORE_STEPS, () -> {});
                List<String> found = new ArrayList<>(play.found());
                found.addAll(ends.computeIfAbsent(left(), any -> end()));
                String at = " at " + point + " (" + crash.struck().orElse("which was not reached") + "): ";
                return new Played(
                        crash.struck().isPresent(),
                        found.stream()
                                .map(what -> scenario + " " + outcome + " " + fault + at + what)
                                .toList());
            } finally {
                ids.close();
            }
        }

        /** What is wrong with what a fault has left behind, and with what becomes of it. */
        private List<String> end() {
            List<String> found = new ArrayList<>(Invariants.of(dataSource).everywhere());
            Play play = play("case");
            play.recover();
            found.addAll(play.found());
            return found;
        }

        /** How many different states the faults have left behind. */
        int states() {
            return ends.size();
        }
    }

    /** All that whoever takes over can see: the database, the channels, the time. */
    private String left() {
        return content.digest(merchant.channel.knowledge(), merchant.other.knowledge(), merchant.clock.instant());
    }

    /** What the database, the channels and the clock were at a moment. */
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

    @Override
    public void close() {
        merchant.close();
    }
}
