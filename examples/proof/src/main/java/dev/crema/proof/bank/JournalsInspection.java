package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds the journals of a round and their entries against what was asked for and answered (I-12). */
final class JournalsInspection {
    private final Memory memory;
    private final Findings findings;

    JournalsInspection(Memory memory, Findings findings) {
        this.memory = memory;
        this.findings = findings;
    }

    /**
     * Inspects them.
     *
     * @param journals by their references
     * @param entries the entries of the round, by their journals
     */
    void inspect(Map<String, UUID> journals, Map<UUID, List<Told.Place>> entries) {
        Set<String> asked = new HashSet<>();
        for (Matter matter : memory.matters()) {
            if (matter.order() instanceof Order.Post post) {
                asked.add(post.reference());
                inspect(matter, post.legs(), journals.get(post.reference()), entries);
            } else if (matter.order() instanceof Order.Capture capture) {
                asked.add(capture.reference());
                inspect(matter, capture.legs(), journals.get(capture.reference()), entries);
            }
        }
        journals.keySet().stream()
                .filter(reference -> !asked.contains(reference))
                .forEach(reference ->
                        findings.add(Kind.DOUBLED, "I-12 journal " + reference + " is there, and nobody asked for it"));
        Set<UUID> known = new HashSet<>(journals.values());
        entries.keySet().stream()
                .filter(journal -> !known.contains(journal))
                .forEach(journal -> findings.add(
                        Kind.DOUBLED, "I-12 journal " + journal + " has entries, and is none of this round"));
    }

    private void inspect(Matter matter, List<Leg> legs, @Nullable UUID id, Map<UUID, List<Told.Place>> entries) {
        if (!matter.isDone()) {
            if (id != null) {
                findings.add(Kind.WRONG, "I-12 " + matter.order() + " was not to be done, and its journal is there");
            }
            return;
        }
        if (id == null) {
            findings.add(Kind.LOST, "I-12 " + matter.order() + " was acknowledged, and its journal is not there");
            return;
        }
        List<Told.Place> places = entries.getOrDefault(id, List.of());
        Map<Leg, Integer> difference = new HashMap<>();
        legs.forEach(leg -> difference.merge(leg, -1, Integer::sum));
        places.forEach(place -> difference.merge(new Leg(place.account(), place.minor()), 1, Integer::sum));
        difference.forEach((leg, count) -> {
            if (count != 0) {
                findings.add(
                        count < 0 ? Kind.LOST : Kind.DOUBLED,
                        "I-12 " + matter.order() + " was acknowledged, and its entry " + leg + " is there " + count
                                + " times more than that");
            }
        });
        String told = matter.answer().orElseThrow();
        if (!told.substring(0, told.lastIndexOf('@')).equals(Told.of(places))) {
            findings.add(
                    Kind.WRONG, "I-12 " + matter.order() + " was answered by " + told + " and is " + Told.of(places));
        }
    }
}
