package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The rows of {@code crema_journal} and {@code crema_entry}: written once, never changed. */
final class JournalTable {
    private static final String INSERT = """
            insert into crema_journal (journal_id, scope, reference, kind, description, content_hash, booked_at)
            values (:id, :scope, :reference, :kind, :description, :hash, :at)
            """;

    private static final String FIND = """
            select journal_id, scope, reference, kind, description, content_hash, booked_at
            from crema_journal
            where journal_id = :id
            """;

    private static final String INSERT_ENTRY = """
            insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at)
            values (:scope, :account, :number, :journal, :leg, :amount, :balance, :at)
            """;

    private static final String ENTRIES = """
            select e.account, e.number, e.journal_id, e.leg, e.amount_minor, e.balance_minor, e.booked_at, a.currency
            from crema_entry e
            join crema_account a on a.scope = e.scope and a.account = e.account
            """;

    private static final String ENTRIES_OF_JOURNAL = ENTRIES + "where e.journal_id = :journal order by e.leg";

    private static final String ENTRIES_OF_ACCOUNT = ENTRIES + """
            where e.scope = :scope and e.account = :account and e.number > :after
            order by e.number
            limit :most
            """;

    private final Dialect dialect;

    JournalTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Writes the journal with its entries, unless its reference was posted before: then it writes nothing. */
    boolean insertIfAbsent(Handle handle, Scope scope, Journal journal, PostedJournal posted) {
        boolean inserted = dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("id", posted.id().value())
                        .bind("scope", scope.name())
                        .bind("reference", posted.reference().value())
                        .bind("kind", posted.kind())
                        .bind("description", posted.description())
                        .bind("hash", ContentHash.of(journal).toColumn())
                        .bind("at", posted.bookedAt()));
        if (inserted) {
            insertEntries(handle, scope, posted.entries());
        }
        return inserted;
    }

    private static void insertEntries(Handle handle, Scope scope, List<Entry> entries) {
        try (PreparedBatch batch = handle.prepareBatch(INSERT_ENTRY)) {
            for (Entry entry : entries) {
                batch.bind("scope", scope.name())
                        .bind("account", entry.account().path())
                        .bind("number", entry.number())
                        .bind("journal", entry.journal().value())
                        .bind("leg", entry.leg())
                        .bind("amount", entry.amount().minor())
                        .bind("balance", entry.balance().minor())
                        .bind("at", entry.bookedAt())
                        .add();
            }
            batch.execute();
        }
    }

    /**
     * What this journal became when it was posted before.
     *
     * @throws IdempotencyConflictException if its reference was posted with other content
     */
    Optional<PostedJournal> repeated(Handle handle, Scope scope, Journal journal) {
        Optional<Stored> stored = stored(handle, scope, journal.reference());
        stored.ifPresent(first -> {
            if (!first.hash.equals(ContentHash.of(journal))) {
                throw new IdempotencyConflictException("reference: " + journal.reference()
                        + " was posted before with other lines or another kind; use a new reference");
            }
        });
        return stored.map(first -> first.with(entriesOfJournal(handle, first.id)));
    }

    Optional<PostedJournal> find(Handle handle, Scope scope, Reference reference) {
        return stored(handle, scope, reference).map(first -> first.with(entriesOfJournal(handle, first.id)));
    }

    private static Optional<Stored> stored(Handle handle, Scope scope, Reference reference) {
        Optional<Stored> stored = handle.createQuery(FIND)
                .bind("id", JournalId.of(scope, reference).value())
                .map((row, context) -> Stored.read(row))
                .findOne();
        stored.ifPresent(it -> it.require(scope, reference));
        return stored;
    }

    /** The answer where a journal could not be inserted and yet is not to be seen. */
    static ConcurrencyException beingPosted(Reference reference) {
        return new ConcurrencyException("reference: " + reference
                + " is being posted by another transaction; nothing was written, repeat the request");
    }

    private static List<Entry> entriesOfJournal(Handle handle, JournalId id) {
        return handle.createQuery(ENTRIES_OF_JOURNAL)
                .bind("journal", id.value())
                .map((row, context) -> entry(row))
                .list();
    }

    List<Entry> entriesOfAccount(Handle handle, Scope scope, AccountId account, long after, int most) {
        return handle.createQuery(ENTRIES_OF_ACCOUNT)
                .bind("scope", scope.name())
                .bind("account", account.path())
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> entry(row))
                .list();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString("currency"));
        return new Entry(
                new AccountId(row.getString("account")),
                row.getLong("number"),
                new JournalId(row.getObject("journal_id", UUID.class)),
                row.getInt("leg"),
                Money.ofMinor(currency, row.getLong("amount_minor")),
                Money.ofMinor(currency, row.getLong("balance_minor")),
                Instants.read(row, "booked_at"));
    }

    private record Stored(
            JournalId id,
            String scope,
            String reference,
            String kind,
            String description,
            ContentHash hash,
            Instant at) {
        static Stored read(ResultSet row) throws SQLException {
            @Nullable String description = row.getString("description");
            return new Stored(
                    new JournalId(row.getObject("journal_id", UUID.class)),
                    row.getString("scope"),
                    row.getString("reference"),
                    row.getString("kind"),
                    description == null ? "" : description, // H2 in its Oracle mode keeps an empty text as null
                    ContentHash.read(row.getBytes("content_hash")),
                    Instants.read(row, "booked_at"));
        }

        /** Ids are hashes, so the text they were made of decides. */
        void require(Scope wantedScope, Reference wanted) {
            if (!scope.equals(wantedScope.name()) || !reference.equals(wanted.value())) {
                throw new IdempotencyConflictException(
                        "reference: " + wanted + " has the id of another journal; use a new reference");
            }
        }

        PostedJournal with(List<Entry> entries) {
            return new PostedJournal(id, new Reference(reference), kind, description, at, entries);
        }
    }
}
