package dev.crema.money;

import java.util.Random;

/** The randomness of a test: printed, so that a failure can be run again with {@code -Dcrema.seed=}. */
record Seed(long value) {
    static Seed next() {
        Seed seed = new Seed(Long.getLong("crema.seed", System.nanoTime()));
        System.out.println(seed);
        return seed;
    }

    Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "-Dcrema.seed=" + value;
    }
}
