package dev.crema.ledger.sql;

import org.jspecify.annotations.Nullable;

/**
 * Says that a request cannot be judged by the rows that it was routed to, and what would help. Nothing was written. It
 * never leaves this package.
 */
final class Reroute extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What was found. */
    enum Reason {
        /** The row is not there, or not fit for what was to be done with it. */
        UNFIT,
        /** The row has not enough, and the account's other rows might. */
        SCATTERED,
        /** The row has not enough, and something may be waiting to be folded into it. */
        UNFOLDED
    }

    private final transient Reason reason;
    private final transient AccountKey account;
    private final transient int stripes;

    private Reroute(Reason reason, AccountKey row, int stripes) {
        super(row.row() + " is " + reason, null, false, false);
        this.reason = reason;
        this.account = row.on(0);
        this.stripes = stripes;
    }

    static Reroute unfit(AccountKey row) {
        return new Reroute(Reason.UNFIT, row, 1);
    }

    static Reroute unfolded(AccountKey row) {
        return new Reroute(Reason.UNFOLDED, row, 1);
    }

    static Reroute scattered(AccountKey row, int stripes) {
        return new Reroute(Reason.SCATTERED, row, stripes);
    }

    Reason reason() {
        return reason;
    }

    AccountKey account() {
        return account;
    }

    int stripes() {
        return stripes;
    }

    /** The reroute that the failure is, if it is one. */
    static @Nullable Reroute of(@Nullable RuntimeException failure) {
        return failure instanceof Reroute reroute ? reroute : null;
    }
}
