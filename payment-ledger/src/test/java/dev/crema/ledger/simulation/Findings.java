package dev.crema.ledger.simulation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found that must not be. */
final class Findings {
    /** From the worst on. */
    enum Kind {
        /** Acknowledged or moved, and not there. */
        LOST,
        /** Asked for once, and there twice. */
        DOUBLED,
        /** Not at its end, and nothing explains why. */
        STUCK,
        /** Anything else that must not be. */
        WRONG
    }

    private final Set<String> all = new LinkedHashSet<>();

    void add(Kind kind, String what) {
        all.add(kind + " " + what);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
