package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that was asked for in a round, and what was answered, as the {@link Tape}s tell. Thread-safe. */
final class Memory {
    private final Findings findings;
    private final Map<String, Matter> matters = new LinkedHashMap<>();
    private int acknowledged;

    Memory(Findings findings) {
        this.findings = findings;
    }

    /** Reads a line of a tape. */
    void note(String line) {
        String[] parts = line.split(" ", 2);
        switch (parts[0]) {
            case "asked" -> asked(Order.parse(parts[1]));
            case "done" -> done(parts[1].split(" ", 2));
            case "refused", "nothing" -> answered(parts[1]).notDone();
            case "unknown" -> answered(parts[1]).unknown();
            case "wrong" -> findings.add(Kind.WRONG, parts[1]);
            default -> findings.add(Kind.WRONG, "a branch says what nobody understands: " + line);
        }
    }

    synchronized void asked(Order order) {
        Matter matter = matters.computeIfAbsent(order.key(), any -> new Matter(order));
        if (!matter.order().equals(order)) {
            throw new IllegalStateException("two orders with one key: " + order + " and " + matter.order());
        }
        matter.asked();
    }

    private synchronized void done(String[] keyAndAnswer) {
        Matter matter = answered(keyAndAnswer[0]);
        if (matter.done(keyAndAnswer[1])) {
            acknowledged++;
        }
        String first = matter.answer().orElseThrow();
        if (!first.equals(keyAndAnswer[1])) {
            findings.add(
                    Kind.DOUBLED, matter.order() + " was answered by " + first + " and then by " + keyAndAnswer[1]);
        }
    }

    private synchronized Matter answered(String keyAndMore) {
        String key = keyAndMore.split(" ", 2)[0];
        return Optional.ofNullable(matters.get(key))
                .orElseThrow(() -> new IllegalStateException("answered, and never asked: " + key));
    }

    /** How many orders were acknowledged. */
    synchronized int acknowledged() {
        return acknowledged;
    }

    /** All of them, in the order in which they were first asked for. Whoever reads on must have everybody at rest. */
    synchronized List<Matter> matters() {
        return List.copyOf(matters.values());
    }
}
