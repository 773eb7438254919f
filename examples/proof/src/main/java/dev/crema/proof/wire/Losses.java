package dev.crema.proof.wire;

import java.util.Random;

/** Which commits lose their answer, and how. Thread-safe. */
public final class Losses {
    private static final int SHORTEST = 5;
    private static final int ONE_LATE_OF = 3;

    private final Random random;
    private int next;
    private boolean on;
    private int lost;
    private int answers;
    private int late;

    /** What happens to a commit. */
    enum Loss {
        NONE,
        /** The server has answered, and the connection breaks before the client hears of it. */
        ANSWER,
        /** The connection breaks at the client's end, and only later the commit reaches the server. */
        LATE
    }

    public Losses(long seed) {
        this.random = new Random(seed);
        this.next = gap();
    }

    /** From now on commits lose their answers, or no more. */
    public synchronized void turn(boolean on) {
        this.on = on;
    }

    synchronized Loss ofNextCommit() {
        next--;
        if (!on || next > 0) {
            return Loss.NONE;
        }
        next = gap();
        lost++;
        return lost % ONE_LATE_OF == 2 ? Loss.LATE : Loss.ANSWER;
    }

    private int gap() {
        return SHORTEST + random.nextInt(10 * SHORTEST);
    }

    synchronized void happened(Loss loss) {
        if (loss == Loss.LATE) {
            late++;
        } else {
            answers++;
        }
    }

    /** How many commits that the server acknowledged were not told to the client. */
    public synchronized int answers() {
        return answers;
    }

    /** How many commits happened on the server when the client had long lost its connection. */
    public synchronized int late() {
        return late;
    }
}
