package dev.crema.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * All that is left to chance, out of one seed. Each seed has some kinds of faults and not others, each as often as it
 * likes, so that rare ones are not drowned by frequent ones.
 */
public final class Dice {
    private static final double HAS_FAULT = 0.55;

    private final Random random;
    private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
    private boolean faults = true;

    public Dice(long seed) {
        // Neighbouring seeds of this generator begin alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 0xD1B54A32D192ED03L);
        for (Fault fault : Fault.values()) {
            double rate = random.nextDouble() < HAS_FAULT ? fault.most() * random.nextDouble() : 0;
            rates.put(fault, rate);
        }
    }

    /** Whether this happens here and now. */
    public boolean strikes(Fault fault) {
        boolean strikes = faults && random.nextDouble() < rates.getOrDefault(fault, 0.0);
        if (strikes) {
            struck.merge(fault, 1, Integer::sum);
        }
        return strikes;
    }

    /** As {@link #strikes}, where it shows only later whether it did: then it is {@link #count counted} there. */
    public boolean threatens(Fault fault) {
        return faults && random.nextDouble() < rates.getOrDefault(fault, 0.0);
    }

    public void count(Fault fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    /** From now on all is well. */
    public void calm() {
        faults = false;
    }

    /** How often each kind happened. */
    public Map<Fault, Integer> struck() {
        return struck;
    }

    /** True in so many of a hundred cases. */
    public boolean percent(int share) {
        return random.nextInt(100) < share;
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public long bits() {
        return random.nextLong();
    }

    public <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    /** From a millisecond up to that; short ones as often as long ones. */
    public Duration upTo(Duration most) {
        double exponent = random.nextDouble() * Math.log((double) most.toMillis());
        return Duration.ofMillis(Math.max(1, Math.round(Math.exp(exponent))));
    }
}
