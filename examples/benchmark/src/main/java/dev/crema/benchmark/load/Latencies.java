package dev.crema.benchmark.load;

import java.time.Duration;

/**
 * How long things took, counted in buckets that are less than one percent wide. Not safe for use by many threads: each
 * has its own, and they are added up afterwards.
 */
public final class Latencies {
    private static final int PRECISION_BITS = 7;
    private static final int WIDTH = 1 << PRECISION_BITS;
    private static final int BUCKETS = (Long.SIZE - PRECISION_BITS) * WIDTH;

    private final long[] buckets = new long[BUCKETS];
    private long count;

    /** Counts one. */
    public void record(long nanos) {
        buckets[bucket(Math.max(0, nanos))]++;
        count++;
    }

    /** Counts all that the other has counted. */
    public void add(Latencies other) {
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
    }

    public long count() {
        return count;
    }

    /**
     * How long at most the given share of all took; zero if nothing was counted.
     *
     * @param share above 0, at most 1: 0.99 for the 99th percentile
     */
    public Duration quantile(double share) {
        long wanted = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < BUCKETS && count > 0; i++) {
            seen += buckets[i];
            if (seen >= wanted) {
                return Duration.ofNanos(upperEnd(i));
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long nanos) {
        if (nanos < WIDTH) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - PRECISION_BITS;
        return (shift + 1) * WIDTH + (int) (nanos >>> shift) - WIDTH;
    }

    private static long upperEnd(int bucket) {
        if (bucket < WIDTH) {
            return bucket;
        }
        int shift = bucket / WIDTH - 1;
        return ((bucket % WIDTH + WIDTH + 1L) << shift) - 1;
    }
}
