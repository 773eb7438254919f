package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Walks through all journals in any order. Keeps those of the round that was last, and of each earlier one a digest that
 * tells whether its journals are still the same.
 */
final class JournalWalk {
    private final int round;
    private final Map<Integer, Digest> now = new TreeMap<>();
    private final Map<String, UUID> ofRound = new HashMap<>();
    private final Findings findings;

    /** A journal as it stands in the database. */
    record Row(UUID id, String reference, String bookedAt) {}

    /** How many journals a round has, and the sum of what they hash to. */
    record Digest(long journals, long sum) {
        Digest plus(Row row) {
            // FNV-1a, whose sum does not depend on the order; nobody here forges it on purpose.
            long hash = 0xcbf29ce484222325L;
            String text = row.toString();
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            }
            return new Digest(journals + 1, sum + hash);
        }
    }

    /** @param round whose journals are kept */
    JournalWalk(int round, Findings findings) {
        this.round = round;
        this.findings = findings;
    }

    void read(Row row) {
        int of = round(row.reference());
        now.merge(of, new Digest(0, 0).plus(row), (sum, one) -> sum.plus(row));
        if (of == round && ofRound.put(row.reference(), row.id()) != null) {
            findings.add(Kind.DOUBLED, "I-12 there are two journals with the reference " + row.reference());
        }
    }

    /** References begin with the number of their round, as in {@code r3.shared.7}. */
    private int round(String reference) {
        try {
            return Integer.parseInt(reference.substring(1, reference.indexOf('.')));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            findings.add(Kind.DOUBLED, "I-12 journal " + reference + " is there, and nobody asked for it");
            return -1;
        }
    }

    /** Says that there are no more, and compares with the walk before. Returns what this one found. */
    Map<Integer, Digest> end(Map<Integer, Digest> before) {
        before.forEach((of, digest) -> {
            Digest found = now.getOrDefault(of, new Digest(0, 0));
            if (!found.equals(digest)) {
                Kind kind = found.journals() < digest.journals()
                        ? Kind.LOST
                        : found.journals() > digest.journals() ? Kind.DOUBLED : Kind.WRONG;
                findings.add(
                        kind,
                        "I-14 the journals of round " + of + " are not what they were: there are " + found.journals()
                                + ", and were " + digest.journals());
            }
        });
        return now;
    }

    /** The journals of the round, by their references. */
    Map<String, UUID> ofRound() {
        return ofRound;
    }
}
