package dev.crema.proof.trial;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What was found that must not be. Thread-safe; the same finding twice is one. */
public final class Findings {
    private final Map<Kind, Set<String>> found = new EnumMap<>(Kind.class);

    /** From the worst on. */
    public enum Kind {
        /** Acknowledged, and not there. */
        LOST,
        /** Asked for once, and there twice. */
        DOUBLED,
        /** Anything else that must not be. */
        WRONG
    }

    /** Adds what was found, in words that somebody can follow up. */
    public synchronized void add(Kind kind, String what) {
        found.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(what);
    }

    /** How many of a kind. */
    public synchronized int count(Kind kind) {
        return found.getOrDefault(kind, Set.of()).size();
    }

    public synchronized boolean isEmpty() {
        return found.isEmpty();
    }

    /** Everything that was found, worst first. */
    public synchronized List<String> all() {
        return Stream.of(Kind.values())
                .flatMap(kind -> found.getOrDefault(kind, Set.of()).stream().map(what -> kind + " " + what))
                .toList();
    }
}
