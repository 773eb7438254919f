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
            List<Order.Post> wanted = matter.order().journals();
            String[] answers = matter.answer().orElse("").split("\\|", -1);
            for (int i = 0; i < wanted.size(); i++) {
                Order.Post post = wanted.get(i);
                asked.add(post.reference());
                UUID id = journals.get(post.reference());
                if (matter.isDone()) {
                    requireDone(post, answers[i], id, entries);
                } else if (id != null) {
                    findings.add(
                            Kind.WRONG, "I-12 " + matter.order() + " was not to be done, and its journal is there");
                }
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

    private void requireDone(Order.Post post, String told, @Nullable UUID id, Map<UUID, List<Told.Place>> entries) {
        if (id == null) {
            findings.add(Kind.LOST, "I-12 " + post + " was acknowledged, and its journal is not there");
            return;
        }
        List<Told.Place> places = entries.getOrDefault(id, List.of());
        Map<Leg, Integer> difference = new HashMap<>();
        post.legs().forEach(leg -> difference.merge(leg, -1, Integer::sum));
        places.forEach(place -> difference.merge(new Leg(place.account(), place.minor()), 1, Integer::sum));
        difference.forEach((leg, count) -> {
            if (count != 0) {
                findings.add(
                        count < 0 ? Kind.LOST : Kind.DOUBLED,
                        "I-12 " + post + " was acknowledged, and its entry " + leg + " is there " + count
                                + " times more than that");
            }
        });
        if (!told.substring(0, told.lastIndexOf('@')).equals(Told.of(places))) {
            findings.add(Kind.WRONG, "I-12 " + post + " was answered by " + told + " and is " + Told.of(places));
        }
    }
}
