package dev.crema.ledger.report;

import dev.crema.ledger.journal.PostedJournal;
import java.util.List;
import java.util.Optional;

/**
 * Some of the journals that were asked for.
 *
 * @param journals in the order they were booked
 * @param end after which one the next page begins; empty if there is no more at present
 */
public record JournalPage(List<PostedJournal> journals, String end) {
    public JournalPage {
        journals = List.copyOf(journals);
    }

    /** What to ask for the next page with, if there may be one. Its text means nothing to anybody else. */
    public Optional<String> next() {
        return end.isEmpty() ? Optional.empty() : Optional.of(end);
    }
}
