package dev.crema.proof.shopkill;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What was found that must not be. Thread-safe; the same finding twice is one. */
final class Findings {
    private final Map<Kind, Set<String>> found = new EnumMap<>(Kind.class);

    enum Kind {
        /** Acknowledged, and not there. */
        LOST,
        /** Asked for once, and there twice. */
        DOUBLED,
        /** Anything else that must not be. */
        WRONG
    }

    synchronized void add(Kind kind, String what) {
        found.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(what);
    }

    synchronized int count(Kind kind) {
        return found.getOrDefault(kind, Set.of()).size();
    }

    /** Everything that was found, worst first. */
    synchronized List<String> all() {
        return Stream.of(Kind.values())
                .flatMap(kind -> found.getOrDefault(kind, Set.of()).stream().map(what -> kind + " " + what))
                .toList();
    }
}
