package dev.crema.ledger.sql;

/**
 * Sums of fingerprints, in buckets by the ids of journals, so that a difference also says where to look. Used by one
 * thread at a time.
 */
final class Sums {
    private static final int BUCKETS = 1 << 15;

    private final long[] high = new long[BUCKETS];
    private final long[] low = new long[BUCKETS];

    static int bucket(byte[] id) {
        return (id[0] & 0xFF) << 7 | (id[1] & 0xFF) >> 1;
    }

    void add(int bucket, long first, long second, boolean add) {
        // Two sums of 64 bits: a carry between them would add nothing.
        high[bucket] += add ? first : -first;
        low[bucket] += add ? second : -second;
    }

    void add(Sums other) {
        for (int i = 0; i < BUCKETS; i++) {
            high[i] += other.high[i];
            low[i] += other.low[i];
        }
    }

    void clear() {
        java.util.Arrays.fill(high, 0);
        java.util.Arrays.fill(low, 0);
    }

    boolean isZero(byte[] id) {
        int bucket = bucket(id);
        return high[bucket] == 0 && low[bucket] == 0;
    }

    boolean isZero() {
        for (int i = 0; i < BUCKETS; i++) {
            if (high[i] != 0 || low[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
