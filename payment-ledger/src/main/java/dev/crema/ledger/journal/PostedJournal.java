package dev.crema.ledger.journal;

import dev.crema.context.Reference;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A journal that was posted. Posting it again gives the same one.
 *
 * @param id follows from scope and reference
 * @param reference as it was given
 * @param kind as it was given
 * @param description as it was given the first time
 * @param notes as they were given
 * @param effectiveOn the day on which it counts
 * @param bookedAt when it was booked, to the microsecond
 * @param entries in the order of the lines
 */
public record PostedJournal(
        JournalId id,
        Reference reference,
        String kind,
        String description,
        Map<String, String> notes,
        LocalDate effectiveOn,
        Instant bookedAt,
        List<Entry> entries) {
    public PostedJournal {
        entries = List.copyOf(entries);
        notes = Collections.unmodifiableMap(notes);
    }
}
