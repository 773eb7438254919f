package dev.crema.ledger.account;

/** One of the two sides of a book. Sums of both sides are taken with debits positive and credits negative. */
public enum Side {
    DEBIT(1),
    CREDIT(-1);

    private final int sign;

    Side(int sign) {
        this.sign = sign;
    }

    /** What an amount on this side is multiplied by where debits count as positive: 1 or -1. */
    public int sign() {
        return sign;
    }
}
