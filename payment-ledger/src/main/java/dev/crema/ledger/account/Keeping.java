package dev.crema.ledger.account;

import dev.crema.failure.InvalidRequestException;

/**
 * How an account is kept so that many can book on it at once. What readers see of it is the same either way.
 *
 * @param stripes on how many rows it is kept, 1 to 64: so many transactions can book on it without waiting for each
 *     other
 * @param deferring whether what makes it more is booked later, so that no number of transactions wait for each other
 */
public record Keeping(int stripes, boolean deferring) {
    /** The most rows one account can be kept on. */
    public static final int MOST_STRIPES = 64;

    /** On one row, booked at once: for all but the hottest accounts. */
    public static final Keeping PLAIN = new Keeping(1, false);

    /**
     * Refuses what cannot be kept.
     *
     * @throws InvalidRequestException for the field {@code stripes} if they are fewer than 1 or more than 64, or if the
     *     account is to be deferring too
     */
    public Keeping {
        if (stripes < 1 || stripes > MOST_STRIPES) {
            throw new InvalidRequestException("stripes", stripes + " is not between 1 and " + MOST_STRIPES);
        }
        if (deferring && stripes > 1) {
            throw new InvalidRequestException("stripes", "and deferring exclude each other; choose one of them");
        }
    }

    /** The same as the constant where it is plain, so that it can be told at a glance. */
    public static Keeping of(int stripes, boolean deferring) {
        return stripes == 1 && !deferring ? PLAIN : new Keeping(stripes, deferring);
    }

    /** Whether it is kept on more than one row. */
    public boolean isStriped() {
        return stripes > 1;
    }
}
