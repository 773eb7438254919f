package dev.crema.rule;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The words that the conditions of one kind of rule may ask for. Immutable.
 *
 * @param values each word with all that it can be; with nothing where that is open
 */
public record Words(Map<String, Set<String>> values) {
    /** Who pays whom, and in which currency. */
    public static final Words OF_PARTIES =
            new Words(Map.of("payer", Set.of(), "payee", Set.of(), "currency", Set.of()));

    /** The same, and what a checkout says of itself besides. */
    public static final Words OF_CHECKOUTS =
            OF_PARTIES.and("type").and("country").and("scene");

    public Words {
        values = Map.copyOf(values);
    }

    /** The same with one more. */
    public Words and(String word, String... possible) {
        Map<String, Set<String>> more = new TreeMap<>(values);
        more.put(word, Set.of(possible));
        return new Words(more);
    }
}
