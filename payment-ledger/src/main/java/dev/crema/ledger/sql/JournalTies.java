package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.Ties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Which journals correct which, and which were posted together: a statement for each of both, and one for notes. Stateless. */
final class JournalTies {
    private static final int REVERSAL = 0;

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

    private static final String CORRECTED_BY_ANY = """
            select c.correction_id as journal_id, c.slot, j.reference
            from crema_correction c
            join crema_journal j on j.journal_id = c.journal_id
            where c.correction_id in (<journals>)
            """;

    private static final String REFERENCES =
            "select journal_id, 0 as slot, reference from crema_journal where journal_id in (<journals>)";

    private JournalTies() {}

    /** The ties of those journals that have some. */
    static Map<JournalId, Ties> of(Handle handle, List<StoredJournal> journals) {
        Map<JournalId, Named> corrected =
                named(handle, CORRECTED_BY_ANY, journals.stream().map(StoredJournal::id));
        Map<JournalId, Named> firsts = named(
                handle,
                REFERENCES,
                journals.stream()
                        .filter(it -> !it.id().equals(it.linkedTo()))
                        .flatMap(it -> Stream.ofNullable(it.linkedTo())));
        Map<JournalId, Ties> ties = new HashMap<>();
        for (StoredJournal journal : journals) {
            Named original = corrected.getOrDefault(journal.id(), Named.NONE);
            boolean follows = !journal.id().equals(journal.linkedTo());
            String first = follows
                    ? firsts.getOrDefault(journal.linkedTo(), Named.NONE).reference()
                    : "";
            boolean reverses = original.slot() == REVERSAL;
            ties.put(
                    journal.id(),
                    new Ties(reverses ? original.reference() : "", reverses ? "" : original.reference(), first));
        }
        return ties;
    }

    private record Named(String reference, int slot) {
        static final Named NONE = new Named("", REVERSAL);
    }

    private static Map<JournalId, Named> named(Handle handle, String query, Stream<JournalId> ids) {
        List<UUID> journals = ids.map(JournalId::value).distinct().toList();
        Map<JournalId, Named> named = new HashMap<>();
        if (!journals.isEmpty()) {
            handle.createQuery(query)
                    .bindList("journals", journals)
                    .map((row, context) -> Map.entry(
                            Ids.journal(row, "journal_id"), new Named(row.getString("reference"), row.getInt("slot"))))
                    .forEach(it -> named.put(it.getKey(), it.getValue()));
        }
        return named;
    }

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
