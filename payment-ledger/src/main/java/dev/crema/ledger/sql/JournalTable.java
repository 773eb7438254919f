package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads {@code crema_journal} and {@code crema_entry}, which {@link Batch} writes and nobody changes. Stateless. */
final class JournalTable {
    private static final String FIND = "select " + StoredJournal.COLUMNS + " from crema_journal where journal_id = :id";

    private static final String NOTES = "select name, content from crema_journal_note where journal_id = :id";

    private static final String ENTRIES_OF_ACCOUNT = """
            select e.scope, e.account, e.number, e.journal_id, e.leg, e.amount_minor, e.balance_minor, e.booked_at,
                e.effective_on, a.currency
            from crema_entry e
            join crema_account a on a.scope = e.scope and a.account = e.account
            where e.scope = :scope and e.account = :account and e.number > :after and (e.leg <= 1000 or e.leg > 10000)
            order by e.number
            limit :most
            """;

    private JournalTable() {}

    static Optional<PostedJournal> find(Handle handle, Scope scope, Reference reference) {
        Optional<StoredJournal> found = find(handle, JournalId.of(scope, reference));
        found.ifPresent(journal -> journal.requireIs(scope, reference));
        return found.map(journal -> journal.with(notes(handle, journal.id())));
    }

    static Optional<StoredJournal> find(Handle handle, JournalId id) {
        return handle.createQuery(FIND)
                .bind("id", id.value())
                .map((row, context) -> StoredJournal.read(row))
                .findOne();
    }

    /** As {@link #find}, where one that was posted meanwhile may be overlooked, and nothing is locked for it. */
    static Optional<StoredJournal> findOld(Handle handle, JournalId id) {
        return handle.createQuery(FIND)
                .define(Dialect.OLD_WILL_DO, true)
                .bind("id", id.value())
                .map((row, context) -> StoredJournal.read(row))
                .findOne();
    }

    static Map<String, String> notes(Handle handle, JournalId id) {
        Map<String, String> notes = new TreeMap<>();
        handle.createQuery(NOTES)
                .bind("id", id.value())
                .map((row, context) -> Map.entry(row.getString("name"), row.getString("content")))
                .forEach(note -> notes.put(note.getKey(), note.getValue()));
        return notes;
    }

    /**
     * The entries of the row with numbers above the given, in order, at most so many.
     *
     * @throws dev.crema.failure.InvalidStateException if some of them are not there any more
     */
    static List<Entry> entries(Handle handle, AccountKey account, long after, int most) {
        List<Entry> entries = handle.createQuery(ENTRIES_OF_ACCOUNT)
                .bind("scope", account.scope().name())
                .bind("account", account.row())
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> entry(row))
                .list();
        if (!entries.isEmpty()) {
            long last = AccountKey.inRow(entries.get(entries.size() - 1).number());
            if (last - after != entries.size()) { // in a striped account some are left out
                TakenOut.requireNone(handle, account, after, last);
            }
        }
        return entries;
    }

    static Entry entry(ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString("currency"));
        Instant bookedAt = Instants.read(row, "booked_at");
        @Nullable LocalDate effectiveOn = row.getObject("effective_on", LocalDate.class);
        AccountKey account = AccountKey.of(new Scope(row.getString("scope")), row.getString("account"));
        return new Entry(
                account.id(),
                account.inAccount(row.getLong("number")),
                Ids.journal(row, "journal_id"),
                row.getInt("leg") % DeferredTable.FOLDED_LEGS,
                Money.ofMinor(currency, row.getLong("amount_minor")),
                Money.ofMinor(currency, row.getLong("balance_minor")),
                bookedAt,
                effectiveOn == null ? LocalDate.ofInstant(bookedAt, ZoneOffset.UTC) : effectiveOn);
    }
}
