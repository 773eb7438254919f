package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Audits the books, with everybody at rest, against what everybody was told and what the books said before. Nothing is
 * asked of the ledger: only of the database. Not safe for use by many threads.
 */
final class Audit {
    private static final int MOST_NAMED = 12;

    private final Books books;
    private final Findings findings;
    private Map<String, EntryWalk.Page> pages = Map.of();
    private Map<Integer, JournalWalk.Digest> rounds = Map.of();

    Audit(Books books, Findings findings) {
        this.books = books;
        this.findings = findings;
    }

    /** What is true in each committed snapshot, whoever is working: I-01 to I-04, I-14, and that books are sound. */
    void inspectSnapshot() {
        books.violations().forEach(violation -> findings.add(Kind.WRONG, violation));
    }

    /** Inspects everything after a round, in which nothing was asked for but what the memory knows. */
    void inspect(int round, Memory memory) {
        inspectSnapshot();
        JournalWalk journals = new JournalWalk(round, findings);
        books.journals(journals::read);
        rounds = journals.end(rounds);
        Map<UUID, List<Told.Place>> fresh = new HashMap<>();
        Precedence precedence = new Precedence(journals.ofRound().size());
        EntryWalk entries = new EntryWalk(
                pages,
                precedence,
                (journal, place) -> fresh.computeIfAbsent(journal, any -> new ArrayList<>(4))
                        .add(place),
                findings);
        books.entries(entries::read);
        pages = entries.end();
        inspectOrder(precedence);
        new JournalsInspection(memory, findings).inspect(journals.ofRound(), fresh);
        HoldsInspection holds = new HoldsInspection(round, memory, findings);
        books.holds(holds::read);
        holds.end();
    }

    /** Inspects the order of all journals of all rounds at once, and that all is as it was after the last round. */
    void inspectWhole() {
        long journals =
                rounds.values().stream().mapToLong(JournalWalk.Digest::journals).sum();
        Precedence precedence = new Precedence(Math.toIntExact(journals));
        EntryWalk entries = new EntryWalk(Map.of(), precedence, (journal, place) -> {}, findings);
        books.entries(entries::read);
        if (!entries.end().equals(pages)) {
            findings.add(Kind.WRONG, "I-14 the entries are not what they were after the last round");
        }
        inspectOrder(precedence);
    }

    private void inspectOrder(Precedence precedence) {
        List<UUID> cycle = precedence.cycle();
        if (!cycle.isEmpty()) {
            findings.add(
                    Kind.WRONG,
                    "no order of journals explains the entries: " + cycle.size() + " come before themselves, "
                            + cycle.stream()
                                    .limit(MOST_NAMED)
                                    .map(UUID::toString)
                                    .collect(Collectors.joining(" before ")));
        }
    }
}
