package dev.crema.ledger.simulation;

import dev.crema.simulation.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What became of a seed.
 *
 * @param found what must not be, each beginning with its kind; empty if all was well
 * @param time how much of the world's time it took
 * @param faults how often each kind struck
 * @param trace all that happened
 */
public record Life(long seed, List<String> found, Duration time, Map<Fault, Integer> faults, List<String> trace) {
    public boolean isSound() {
        return found.isEmpty();
    }

    /** How much was found of that kind: {@code LOST}, {@code DOUBLED}, {@code STUCK} or {@code WRONG}. */
    public long count(String kind) {
        return found.stream().filter(it -> it.startsWith(kind + " ")).count();
    }

    /** For whoever has to find out why. */
    public String story() {
        return "seed " + seed + " at commit " + Commit.present() + " (again with -Dcrema.simulation.seed=" + seed
                + ")\n" + String.join("\n", trace) + "\n\nfound in seed " + seed + ":\n" + String.join("\n", found);
    }

    @Override
    public String toString() {
        return isSound() ? "seed " + seed + " is sound" : story();
    }
}
