package dev.crema.ledger.sql;

import java.util.function.LongSupplier;

/**
 * Whether batches go side by side or one after the other. Which is faster depends on how long a commit takes and how many
 * processors there are, so under load the other way is tried from time to time for a few batches, and the faster one
 * kept. What counts is how many requests are done in the time in which a batch is under way; nobody waits for a clock.
 *
 * <p>Not safe for use by many threads by itself.
 */
final class Pace {
    static final int TRIED = 32;

    /** After how many batches a try that does far worse is given up. */
    static final int GLANCE = 8;

    // The first tries are those of a process that is still getting warm.
    private static final int FIRST_KEPT = 2 * TRIED;
    private static final int MOST_KEPT = 128 * TRIED;
    private static final double FAR_WORSE = 0.8;

    private final LongSupplier nanos;
    private boolean sideBySide = true;
    private boolean trial;
    private double keptRate;
    private int kept = FIRST_KEPT;
    private int left = FIRST_KEPT;
    private int underWay;
    private long since;
    private long busy;
    private long requests;

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether a batch may let the next one begin beside it. */
    boolean isSideBySide() {
        return sideBySide;
    }

    void begun() {
        if (underWay == 0) {
            since = nanos.getAsLong();
        }
        underWay++;
    }

    /**
     * A batch has ended.
     *
     * @param load whether there were so many requests that the way matters
     */
    void ended(int batch, boolean load) {
        long now = nanos.getAsLong();
        busy += now - since;
        since = now;
        underWay--;
        requests += batch;
        if (load) {
            left--;
            if (left == 0 || isHopeless()) {
                change();
            } else if (left == TRIED) {
                forget(); // the last ones are those to compare the other way with
            }
        }
    }

    private double rate() {
        return (double) requests / Math.max(1, busy);
    }

    private boolean isHopeless() {
        return trial && left <= TRIED - GLANCE && rate() < FAR_WORSE * keptRate;
    }

    private void change() {
        double rate = rate();
        if (trial) {
            sideBySide ^= rate <= keptRate;
            left = kept;
            kept = Math.min(MOST_KEPT, 2 * kept);
        } else {
            keptRate = rate;
            sideBySide = !sideBySide;
            left = TRIED;
        }
        trial = !trial;
        forget();
    }

    private void forget() {
        busy = 0;
        requests = 0;
    }
}
