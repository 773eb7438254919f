package dev.crema.ledger.sql;

import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes long books in little time: journals are judged and chained by the ledger's own code, but in memory, and come out
 * as lines for PostgreSQL's {@code COPY}. Only for whoever has the database to himself. Used by one thread.
 */
public final class ReadyRows {
    /** Where the lines of journals go, and what is in them. */
    public static final String JOURNALS =
            "crema_journal (journal_id, scope, reference, kind, description, content_hash,"
                    + " linked_to, effective_on, booked_at, postings)";

    /** Where the lines of entries go, and what is in them. */
    public static final String ENTRIES = "crema_entry (scope, account, number, journal_id, leg, amount_minor,"
            + " balance_minor, booked_at, effective_on, hash)";

    private final Database database;
    private final Scope scope;
    private final SortedMap<AccountKey, AccountRow> before = new TreeMap<>();
    private final SortedMap<AccountKey, AccountRow> after = new TreeMap<>();

    private ReadyRows(Database database, Scope scope) {
        this.database = database;
        this.scope = scope;
    }

    /** Begins with all accounts that are open in the scope. */
    public static ReadyRows of(DataSource dataSource, Scope scope) {
        Database database = Database.on(dataSource, HostTransaction.NONE);
        ReadyRows rows = new ReadyRows(database, scope);
        AccountTable accounts = new AccountTable(database.dialect());
        database.read(handle -> accounts.all(handle, scope)).forEach(row -> rows.before.put(row.key(), row));
        rows.after.putAll(rows.before);
        return rows;
    }

    /**
     * Posts a batch in memory and appends its lines. None of the journals may have been posted before.
     *
     * @throws dev.crema.failure.PaymentException if one of them is refused
     */
    public void post(List<Journal> batch, Instant now, StringBuilder journals, StringBuilder entries) {
        Found found = new Found();
        found.accounts().putAll(after);
        Admission admission = new Admission(found, now);
        batch.forEach(journal ->
                admission.admit(Request.of(Command.Post.of(scope, journal))).orThrow());
        Writing writing = admission.writing();
        writing.journals.forEach(row -> append(row, journals));
        writing.entries.forEach(row -> append(row, entries));
        writing.accounts.forEach((key, change) -> after.put(key, change.after()));
    }

    /** Writes what the accounts have become, after all lines have been copied. */
    public void finish(Connection connection) throws SQLException {
        Writing writing = new Writing();
        after.forEach((key, row) -> {
            AccountRow was = before.get(key);
            if (was != null && !was.equals(row)) {
                writing.accounts.put(key, new AccountRow.Change(was, row));
            }
        });
        database.dialect().batch().write(connection, writing, null, false);
        before.putAll(after);
    }

    private static void append(Writing.JournalRow row, StringBuilder lines) {
        PostedJournal posted = row.posted();
        line(
                lines,
                posted.id().value(),
                row.scope().name(),
                posted.reference().value(),
                posted.kind(),
                posted.description(),
                bytes(row.content()),
                null,
                posted.effectiveOn(),
                posted.bookedAt(),
                StoredJournal.postings(row.scope(), posted.entries()).replace("\n", "\\n"));
    }

    private static void append(Writing.EntryRow row, StringBuilder lines) {
        Entry entry = row.entry();
        line(
                lines,
                row.scope().name(),
                row.key().row(),
                AccountKey.inRow(entry.number()),
                entry.journal().value(),
                entry.leg(),
                entry.amount().minor(),
                entry.balance().minor(),
                entry.bookedAt(),
                BatchSql.effectiveColumn(row),
                bytes(row.hash()));
    }

    private static String bytes(Hash hash) {
        return "\\\\x" + HexFormat.of().formatHex(hash.toColumn());
    }

    private static void line(StringBuilder lines, @Nullable Object... columns) {
        for (int i = 0; i < columns.length; i++) {
            lines.append(i == 0 ? "" : "\t").append(columns[i] == null ? "\\N" : columns[i]);
        }
        lines.append('\n');
    }
}
