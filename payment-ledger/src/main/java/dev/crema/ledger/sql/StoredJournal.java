package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of {@code crema_journal}. Its text {@code postings} has one line per entry: where, which, how much, what then. */
record StoredJournal(
        JournalId id,
        Scope scope,
        Reference reference,
        String kind,
        String description,
        Hash content,
        @Nullable JournalId linkedTo,
        LocalDate effectiveOn,
        Instant bookedAt,
        String postings) {
    /** What {@link #read} needs of a row. */
    static final String COLUMNS = """
            journal_id, scope, reference, kind, description, content_hash, linked_to, effective_on, booked_at, postings""";

    static StoredJournal read(ResultSet row) throws SQLException {
        @Nullable String description = row.getString("description");
        return new StoredJournal(
                Ids.journal(row, "journal_id"),
                new Scope(row.getString("scope")),
                new Reference(row.getString("reference")),
                row.getString("kind"),
                description == null ? "" : description, // H2 in its Oracle mode keeps an empty text as null
                Hash.read(row.getBytes("content_hash")),
                Ids.optionalJournal(row, "linked_to"),
                row.getObject("effective_on", LocalDate.class),
                Instants.read(row, "booked_at"),
                row.getString("postings"));
    }

    /** What the row says of the entries of a journal that is being posted. */
    static String postings(Scope scope, List<Entry> entries) {
        StringBuilder text = new StringBuilder(64 * entries.size());
        for (Entry entry : entries) {
            text.append(AccountKey.of(scope, entry).row()).append(' ').append(AccountKey.inRow(entry.number()));
            text.append(' ')
                    .append(entry.amount().minor())
                    .append(' ')
                    .append(entry.balance().minor());
            text.append(' ').append(entry.amount().currency().code()).append('\n');
        }
        return text.toString();
    }

    /** Refuses to take this journal for another one whose id is the same: ids are hashes, the text decides. */
    void requireIs(Scope wantedScope, Reference wanted) {
        if (!scope.equals(wantedScope) || !reference.equals(wanted)) {
            throw new IdempotencyConflictException(
                    "reference: " + wanted + " has the id of another journal; use a new reference");
        }
    }

    PostedJournal with(Map<String, String> notes) {
        return new PostedJournal(id, reference, kind, description, notes, effectiveOn, bookedAt, entries());
    }

    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        int leg = kind.equals(Levelling.KIND) ? Levelling.FIRST_LEG : 1;
        for (String line : postings.split("\n", -1)) {
            if (!line.isEmpty()) {
                entries.add(entry(line, leg++));
            }
        }
        return entries;
    }

    private Entry entry(String line, int leg) {
        String[] part = line.split(" ", -1);
        AccountKey row = AccountKey.of(scope, part[0]);
        Currency currency = Currency.of(part[4]);
        return new Entry(
                row.id(),
                row.inAccount(Long.parseLong(part[1])),
                id,
                leg,
                Money.ofMinor(currency, Long.parseLong(part[2])),
                Money.ofMinor(currency, Long.parseLong(part[3])),
                bookedAt,
                effectiveOn);
    }
}
