package dev.crema.rule;

import dev.crema.money.Money;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What conditions are asked about.
 *
 * @param words what is known, by name
 * @param amount how much it is about
 * @param at when
 * @param unhealthy the channels that do badly at the moment
 */
public record Facts(Map<String, String> words, Money amount, Instant at, Set<String> unhealthy) {
    public Facts {
        words = Map.copyOf(words);
        unhealthy = Set.copyOf(unhealthy);
    }

    /** The word of this name, if it is known. */
    public Optional<String> word(String name) {
        return Optional.ofNullable(words.get(name));
    }

    /** The same, with one more word. */
    public Facts with(String name, String word) {
        Map<String, String> more = new TreeMap<>(words);
        more.put(name, word);
        return new Facts(more, amount, at, unhealthy);
    }
}
