package dev.crema.ledger.sql;

import java.security.MessageDigest;

/**
 * A sum of amounts, each times the weights of its account and its period, so that it is zero only if every account has
 * the same in every period on both sides. Nobody can aim at the weights, since their key is made anew for each walk. It
 * is counted modulo a prime, in which every number but its multiples has an inverse, and modulo 2^64, in which those
 * multiples are not zero. Used by one thread.
 */
final class WeighedSum {
    private static final long PRIME = (1L << 61) - 1;

    private final byte[] key;
    private final MessageDigest digest = Hash.sha256();
    private final byte[] result = new byte[32];
    private long modulo;
    private long wrapped;

    WeighedSum(byte[] key) {
        this.key = key;
    }

    /** A number for both ways of counting. */
    record Weight(long modulo, long wrapped) {
        Weight plus(Weight other) {
            return new Weight(reduce(modulo + other.modulo), wrapped + other.wrapped);
        }
    }

    /** The weight of a name, which has nothing to do with that of any other. */
    Weight weight(byte[] scope, byte[] name) {
        digest.update(key);
        digest.update(scope);
        digest.update((byte) '\n');
        digest.update(name);
        Fingerprint.finish(digest, result);
        return new Weight(reduce(Fingerprint.longAt(result, 0) >>> 3), Fingerprint.longAt(result, 8) | 1);
    }

    void add(long amount, Weight account, Weight period, boolean add) {
        long signed = add ? amount : -amount;
        long weighed = times(times(Math.floorMod(amount, PRIME), account.modulo), period.modulo);
        modulo = reduce(modulo + (add ? weighed : PRIME - weighed));
        wrapped += signed * account.wrapped * period.wrapped;
    }

    void add(WeighedSum other) {
        modulo = reduce(modulo + other.modulo);
        wrapped += other.wrapped;
    }

    void clear() {
        modulo = 0;
        wrapped = 0;
    }

    boolean isZero() {
        return modulo == 0 && wrapped == 0;
    }

    /** Of a number below 2^62. */
    private static long reduce(long number) {
        return number >= PRIME ? number - PRIME : number;
    }

    /** Of two numbers below the prime: 2^61 counts as one. */
    private static long times(long one, long other) {
        long low = one * other;
        long high = (Math.multiplyHigh(one, other) << 3) | (low >>> 61);
        return reduce((low & PRIME) + high);
    }
}
