package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Patience;
import java.time.Duration;
import java.util.Random;

/**
 * A moment that nobody chose: after so many answers and then so long, while somebody has just been told of a payment that
 * is not settled. Counted in answers rather than seconds, so that it is in the thick of things on a slow machine too.
 *
 * @param answers how many requests are acknowledged before it
 * @param pause how long after that
 */
record Moment(int answers, Duration pause) {
    private static final int FEWEST = 10;
    private static final int MOST = 80;
    private static final int SHORT_PAUSE_MICROS = 400_000;
    /** Long enough for what is late to be settled, so that kills come in the middle of that too. */
    private static final int LONG_PAUSE_MICROS = 6_000_000;

    private static final int ONE_LONG_OF = 3;
    private static final Duration JUST = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(1);

    static Moment random(Random random) {
        int answers = FEWEST + random.nextInt(MOST - FEWEST);
        // In microseconds: the ends of transactions are not on whole milliseconds either.
        long micros = random.nextInt(random.nextInt(ONE_LONG_OF) == 0 ? LONG_PAUSE_MICROS : SHORT_PAUSE_MICROS);
        return new Moment(answers, Duration.ofNanos(micros * 1000));
    }

    /** Waits for it. */
    void await(Memory memory, int acknowledgedBefore) {
        boolean come = Patience.until(
                LONGEST_WAIT,
                LOOK,
                () -> memory.acknowledged() >= acknowledgedBefore + answers
                        && System.nanoTime() - memory.unsettledAt() < JUST.toNanos());
        if (!come) {
            throw new IllegalStateException("the shop has acknowledged " + (memory.acknowledged() - acknowledgedBefore)
                    + " requests in " + LONGEST_WAIT);
        }
        Patience.pass(pause);
    }
}
