package dev.crema.proof.bank;

import dev.crema.proof.bank.Settlement.Unclear;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Patience;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Work at both branches with all the faults in its midst, then rest, clearing up, and the audit. */
final class Round {
    private static final int PURSES = 3;
    private static final int FEWEST_ANSWERS = 50;
    private static final int MOST_ANSWERS = 5_000;
    private static final int MOST_MICROS = 200_000;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(2);

    private final Shift shift;
    private final Random random;
    private final Premises bank;
    private final Findings findings;
    private final Memory memory;
    private boolean standstill;

    /** @param number from 1 */
    Round(int number, long seed, Premises bank, Findings findings) {
        this.random = new Random(seed * 1_000_003 + number);
        this.shift = new Shift(number, random.nextLong(), PURSES);
        this.bank = bank;
        this.findings = findings;
        this.memory = new Memory(findings);
    }

    /**
     * What came of it.
     *
     * @param acknowledged how many orders were acknowledged, in the end
     * @param unclear of how many nobody knew it before they were asked for again
     */
    record Outcome(int acknowledged, Unclear unclear) {}

    Outcome run() {
        fillPurses();
        bank.losses().turn(true);
        bank.branches().work(shift, memory);
        await(bank.branches()::areAtWork, "a branch does not begin");
        for (Fault fault : Fault.inAnyOrder(random)) {
            awaitMoment();
            strike(fault);
        }
        awaitMoment();
        bank.audit().inspectSnapshot();
        awaitLosses();
        bank.branches().rest();
        bank.losses().turn(false);
        await(() -> !bank.line().isCommitOnItsWay(), "a commit does not reach the server");
        Unclear unclear = settle();
        bank.audit().inspect(shift.round(), memory);
        return new Outcome(memory.acknowledged(), unclear);
    }

    private void fillPurses() {
        Answers answers = new Answers(bank.ledger(), memory::note);
        for (int i = 0; i < shift.purses(); i++) {
            bank.ledger().open(Accounts.openPurse(shift.purse(i)));
            answers.ask(Errands.transfer(
                    "r" + shift.round() + ".purse." + i, Accounts.VAULT, shift.purse(i), Accounts.PURSE));
        }
    }

    /**
     * After so many answers, or so long, and then a little: counted in answers too, so that it is in the thick of things on
     * any machine.
     */
    private void awaitMoment() {
        int before = memory.acknowledged();
        if (!standstill) {
            await(
                    () -> memory.acknowledged() >= before + FEWEST_ANSWERS,
                    "the bank does not go on after " + before + " orders were acknowledged");
        }
        int enough = before + random.nextInt(MOST_ANSWERS); // a branch that stands still may hold up all others
        Patience.until(LONG_ENOUGH, LOOK, () -> memory.acknowledged() >= enough);
        Patience.pass(Duration.ofNanos(1000L * random.nextInt(MOST_MICROS)));
    }

    private void strike(Fault fault) {
        switch (fault) {
            case KILL_BRANCH -> bank.branches().killOne(random, shift, memory);
            case KILL_SERVER -> {
                bank.server().kill();
                Patience.pass(Duration.ofNanos(1000L * random.nextInt(MOST_MICROS)));
                bank.server().restart();
            }
            case STOP_BRANCH -> {
                bank.branches().stopOne(random);
                standstill = true;
            }
            case GO_ON -> {
                bank.branches().goOn();
                standstill = false;
            }
        }
    }

    /** A short run on a busy machine would otherwise prove less than it says. */
    private void awaitLosses() {
        await(
                () -> bank.losses().answers() > 0 && bank.losses().late() > 0,
                "no commit loses its answer, or none comes late");
    }

    private static void await(BooleanSupplier happened, String complaint) {
        if (!Patience.until(LONGEST_WAIT, LOOK, happened)) {
            throw new IllegalStateException(complaint);
        }
    }

    private Unclear settle() {
        Settlement settlement = new Settlement(bank.ledger(), memory, findings);
        Unclear unclear = settlement.clearUp();
        settlement.emptyPurses(shift);
        settlement.releaseOpenHolds();
        settlement.repeatSome(random);
        return unclear;
    }
}
