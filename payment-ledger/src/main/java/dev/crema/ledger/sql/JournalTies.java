package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which journals correct which, and which were posted together: each with one statement, and one for notes. Stateless. */
final class JournalTies {
    // A reversal has slot 0, and nothing can correct the journal after it.
    private static final String CORRECTIONS = "select " + JournalPages.COLUMNS + """
             from crema_correction c
            join crema_journal j on j.journal_id = c.correction_id
            where c.journal_id = :id and j.scope = :scope
            order by case c.slot when 0 then 1 else 0 end, c.slot
            """;

    private static final String CORRECTED = "select " + JournalPages.COLUMNS + """
             from crema_correction c
            join crema_journal j on j.journal_id = c.journal_id
            where c.correction_id = :id and j.scope = :scope
            """;

    // The first of them names itself.
    private static final String LINKED = "select " + JournalPages.COLUMNS + """
             from crema_journal l
            join crema_journal j on j.journal_id = l.linked_to
            where l.journal_id = :id and l.linked_to <> l.journal_id and j.scope = :scope
            """;

    private JournalTies() {}

    static List<PostedJournal> correctionsOf(Handle handle, Scope scope, Reference original) {
        return read(handle, CORRECTIONS, scope, original);
    }

    static Optional<PostedJournal> correctedBy(Handle handle, Scope scope, Reference correction) {
        return read(handle, CORRECTED, scope, correction).stream().findFirst();
    }

    static Optional<PostedJournal> linkedTo(Handle handle, Scope scope, Reference journal) {
        return read(handle, LINKED, scope, journal).stream().findFirst();
    }

    private static List<PostedJournal> read(Handle handle, String query, Scope scope, Reference reference) {
        List<StoredJournal> found = handle.createQuery(query)
                .bind("id", JournalId.of(scope, reference).value())
                .bind("scope", scope.name())
                .map((row, context) -> StoredJournal.read(row))
                .list();
        return JournalPages.withNotes(handle, found);
    }
}
