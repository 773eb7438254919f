package dev.crema.benchmark.ledger;

import java.util.Locale;
import java.util.Random;

/** Which accounts the transfers go between. */
enum Pattern {
    /** Any two, each as likely as any other. */
    UNIFORM,
    /** Account 0 and any other, in either direction. */
    HOT;

    static final int ACCOUNTS = 1000;
    private static final int MOST = 100;

    /** Money on its way from one account to another. */
    record Transfer(int from, int to, long amountMinor) {}

    Transfer next(Random random) {
        int one = this == HOT ? 0 : random.nextInt(ACCOUNTS);
        int other = (one + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = 1L + random.nextInt(MOST);
        return random.nextBoolean() ? new Transfer(one, other, amount) : new Transfer(other, one, amount);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
