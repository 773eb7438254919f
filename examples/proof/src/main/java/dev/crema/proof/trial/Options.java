package dev.crema.proof.trial;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** What a proof is asked for: pairs of a name and a value. */
public final class Options {
    private static final int MOST_ROUNDS = 100_000;
    private static final Set<String> OF_EVERY_PROOF = Set.of("--seed");

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads them.
     *
     * @param own the names that this proof has beside {@code --rounds} and {@code --seed}
     * @throws IllegalArgumentException if one has another name; the message says so
     */
    public static Options read(String proof, List<String> options, Set<String> own) {
        Set<String> all = new HashSet<>(own);
        all.add("--rounds");
        return only(proof, options, all);
    }

    /**
     * Reads those of a proof that is asked for seeds instead of rounds.
     *
     * @throws IllegalArgumentException if one has another name; the message says so
     */
    public static Options seeds(String proof, List<String> options) {
        return of(proof, options, Set.of("--seeds"));
    }

    /**
     * Reads those of a proof that has no rounds.
     *
     * @param own the names that it has beside {@code --seed}
     * @throws IllegalArgumentException if one has another name; the message says so
     */
    public static Options of(String proof, List<String> options, Set<String> own) {
        return only(proof, options, own);
    }

    private static Options only(String proof, List<String> options, Set<String> own) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            String name = options.get(i);
            if (!own.contains(name) && !OF_EVERY_PROOF.contains(name)) {
                throw new IllegalArgumentException(proof + " has no option \"" + name + "\".");
            }
            values.put(name, i + 1 < options.size() ? options.get(i + 1) : "");
        }
        return new Options(values);
    }

    /** The value that was given with this name. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * How many rounds.
     *
     * @throws IllegalArgumentException unless it is 1 to 100000
     */
    public int rounds() {
        return times("--rounds");
    }

    /**
     * How many seeds.
     *
     * @throws IllegalArgumentException unless it is 1 to 100000
     */
    public int seeds() {
        return times("--seeds");
    }

    /**
     * The number that was given with this name.
     *
     * @throws IllegalArgumentException unless it is 1 to 100000
     */
    public int times(String name) {
        return number(name, Integer::valueOf)
                .filter(it -> it >= 1 && it <= MOST_ROUNDS)
                .orElseThrow(() -> new IllegalArgumentException(name + ": give 1 to " + MOST_ROUNDS + "."));
    }

    /** The one that was given, or any. */
    public long seed() {
        return number("--seed", Long::valueOf).orElseGet(() -> (long) new Random().nextInt(Integer.MAX_VALUE));
    }

    private <T> Optional<T> number(String name, Function<String, T> reader) {
        return value(name).map(value -> {
            try {
                return reader.apply(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + ": \"" + value + "\" is no whole number that fits.", e);
            }
        });
    }
}
