package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.sql.Command.Fold;
import dev.crema.ledger.sql.Command.Place;
import dev.crema.ledger.sql.Command.Post;
import dev.crema.ledger.sql.Command.Release;
import dev.crema.money.Currency;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a batch, in plain JDBC since they are the hot ones. Locks and the reads they protect are two
 * statements, as a statement that waited for a lock reads the rest of what it reads as of before. Stateless.
 */
abstract class BatchSql {
    /** What to do about a row that another transaction has locked. */
    enum Patience {
        WAIT,
        /** What needs it is put aside. */
        SKIP,
        /** What needs it is put aside, and with it whatever comes after that and shares an account with it. */
        SKIP_IN_ORDER
    }

    private static final String UNIQUE_VIOLATION = "23505";

    /** One account, locked; by its key, whatever the planner thinks. */
    static final String LOCK_ONE =
            "select " + AccountTable.COLUMNS + " from crema_account where scope = ? and account = ? for update";

    static final String PROBE_ONE = "select " + StoredJournal.COLUMNS + " from crema_journal where journal_id = ?";

    /** To be followed by a {@link #ROW} for each. */
    static final String INSERT_JOURNALS = """
            insert into crema_journal (journal_id, scope, reference, kind, description, content_hash, linked_to,
                effective_on, booked_at, postings)
            values""";

    static final String INSERT_ENTRIES = """
            insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at,
                effective_on, hash)
            values""";

    static final String ROW = " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    // Where the rows are locked, the previous state in the condition is the second net below that.
    static final String UPDATE_ACCOUNT = """
            update crema_account
            set balance_minor = ?, held_minor = ?, entry_count = ?, last_booked_at = ?, last_hash = ?
            where scope = ? and account = ? and balance_minor = ? and held_minor = ? and entry_count = ? and terms = ?""";

    private static final String NOTES = "select journal_id, name, content from crema_journal_note where journal_id in ";

    private static final String SLOTS = "select journal_id, slot from crema_correction where journal_id in ";

    private static final int MOST_IDS = 512;

    private static final String INSERT_DISPLACED = """
            insert into crema_displaced (scope, account, effective_on, number, booked_on, amount_minor)
            values (?, ?, ?, ?, ?, ?)
            """;

    private static final String INSERT_HOLD = """
            insert into crema_hold (scope, account, reference, amount_minor, captured_minor, state, expires_at,
                placed_at, ended_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE_HOLD = """
            update crema_hold
            set state = ?, captured_minor = ?, ended_at = ?
            where scope = ? and account = ? and reference = ? and state = 'OPEN'
            """;

    private static final String INSERT_CAPTURE = """
            insert into crema_capture (scope, account, reference, journal_id, captured_minor)
            values (?, ?, ?, ?, ?)
            """;

    private static final String INSERT_CORRECTION =
            "insert into crema_correction (journal_id, slot, correction_id) values (?, ?, ?)";

    private static final String INSERT_NOTE =
            "insert into crema_journal_note (journal_id, scope, name, content, booked_at) values (?, ?, ?, ?, ?)";

    /**
     * Locks the accounts in their order, to the end of the transaction, and reads under the locks what the requests ask
     * for.
     *
     * @param own whether the transaction is the library's own, so that its settings may be changed
     */
    final Found find(Connection connection, List<Request> requests, Patience patience, boolean own)
            throws SQLException {
        SortedSet<AccountKey> accounts = new TreeSet<>();
        Set<JournalId> journals = new LinkedHashSet<>();
        Set<HoldKey> holds = new LinkedHashSet<>();
        Set<JournalId> originals = new LinkedHashSet<>();
        Set<AccountKey> folds = new TreeSet<>();
        Set<AccountKey> all = new TreeSet<>();
        Set<AccountKey> deferred = new TreeSet<>();
        for (Request request : requests) {
            accounts.addAll(request.rows());
            deferred.addAll(request.routing().deferred());
            all.addAll(request.routing().folded());
            for (Command command : request.commands()) {
                if (command instanceof Post post) {
                    journals.add(post.id());
                    addTo(holds, post.draws());
                    if (post.corrects() != null) {
                        originals.add(post.corrects().original());
                    }
                } else if (command instanceof Place place) {
                    holds.add(place.hold());
                } else if (command instanceof Release release) {
                    holds.add(release.hold());
                } else if (command instanceof Fold fold) {
                    folds.add(fold.account());
                }
            }
        }
        Found found = new Found();
        lockAndProbe(connection, accounts, journals, patience, own, found);
        holds.removeIf(hold -> !found.accounts().containsKey(hold.account()));
        if (!holds.isEmpty()) {
            readHolds(connection, holds, own, found);
        }
        for (AccountKey account : deferred) {
            DeferredTable.seen(connection, account)
                    .ifPresent(row -> found.unlocked().put(account, row));
        }
        folds.addAll(all);
        for (AccountKey account : folds) {
            if (found.accounts().containsKey(account)) {
                int most = all.contains(account) ? DeferredTable.ALL : Fold.MOST;
                found.deferred().put(account, DeferredTable.waiting(connection, account, most));
            }
        }
        each(
                connection,
                NOTES,
                found.journals().keySet(),
                row -> found.notes()
                        .computeIfAbsent(Ids.journal(row, "journal_id"), id -> new TreeMap<>())
                        .put(row.getString("name"), row.getString("content")));
        each(
                connection,
                SLOTS,
                originals,
                row -> found.corrections()
                        .computeIfAbsent(Ids.journal(row, "journal_id"), id -> new ArrayList<>())
                        .add(row.getInt("slot")));
        return found;
    }

    /** The statement for so many rows. */
    static String rows(String insert, int count) {
        return insert + String.join(",", Collections.nCopies(count, ROW));
    }

    /** The values of a row for {@link #INSERT_JOURNALS}. */
    final @Nullable Object[] values(Writing.JournalRow row) {
        PostedJournal posted = row.posted();
        JournalId linkedTo = row.linkedTo();
        return new @Nullable Object[] {
            id(posted.id()),
            row.scope().name(),
            posted.reference().value(),
            posted.kind(),
            posted.description(),
            row.content().toColumn(),
            linkedTo == null ? null : id(linkedTo),
            posted.effectiveOn(),
            instant(posted.bookedAt()),
            StoredJournal.postings(row.scope(), posted.entries())
        };
    }

    /** The values of a row for {@link #INSERT_ENTRIES}. */
    final @Nullable Object[] values(Writing.EntryRow row) {
        Entry entry = row.entry();
        return new @Nullable Object[] {
            row.scope().name(),
            row.key().row(),
            AccountKey.inRow(entry.number()),
            id(entry.journal()),
            entry.leg(),
            entry.amount().minor(),
            entry.balance().minor(),
            instant(entry.bookedAt()),
            effectiveColumn(row),
            row.hash().toColumn()
        };
    }

    /** The values for {@link #UPDATE_ACCOUNT}. */
    final Object[] values(AccountRow.Change change) {
        AccountRow before = change.before();
        AccountRow after = change.after();
        return new Object[] {
            after.balanceMinor(),
            after.heldMinor(),
            after.entryCount(),
            instant(after.lastBookedAt()),
            after.lastHash().toColumn(),
            after.scope().name(),
            after.key().row(),
            before.balanceMinor(),
            before.heldMinor(),
            before.entryCount(),
            before.terms()
        };
    }

    private static void addTo(Set<HoldKey> holds, @Nullable HoldKey key) {
        if (key != null) {
            holds.add(key);
        }
    }

    /** Fills in the accounts and the journals. */
    abstract void lockAndProbe(
            Connection connection,
            SortedSet<AccountKey> accounts,
            Collection<JournalId> journals,
            Patience patience,
            boolean own,
            Found found)
            throws SQLException;

    /** Fills in the holds; their accounts are locked, and filled in. */
    abstract void readHolds(Connection connection, Collection<HoldKey> holds, boolean own, Found found)
            throws SQLException;

    /**
     * Writes journals, entries and what the accounts have become; and may commit, if that is all there is and there is a
     * turn.
     *
     * @param turn null if the accounts are locked; else they are written in their order, after the turn before has ended
     * @param hurries whether a journal whose reference an open transaction uses is not to be waited for, where the
     *     statements say so and not the transaction
     */
    abstract void writeBookings(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
            throws SQLException;

    /** Whether these can write accounts that are not locked, and find out at once when one of them has changed. */
    boolean presumes() {
        return false;
    }

    /** Whether a write gave up waiting for another transaction, which these statements then do soon where they pass by. */
    boolean waitedInVain(SQLException e) {
        return false;
    }

    /** A value for a parameter of the type of journal ids. */
    abstract Object id(JournalId id);

    /** A value for a parameter of the type of times. */
    Object instant(Instant instant) {
        return Instants.column(instant);
    }

    /**
     * Statements that read what is committed even in a transaction of the host's that may show older rows than it
     * locks; these themselves where such a transaction cannot lock what it does not show.
     */
    BatchSql sure() {
        return this;
    }

    /** A read that is not itself a lock, as these statements make it. */
    String reading(String select) {
        return select;
    }

    /**
     * Writes all of it, and may commit if there is a turn.
     *
     * @param turn null if the accounts are locked
     * @param hurries whether nobody is to be waited for
     * @throws ConcurrencyException if another transaction wrote one of the rows meanwhile
     */
    final void write(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries) throws SQLException {
        try {
            writeBookings(connection, writing, turn, hurries);
            if (!writing.isBookingsOnly()) {
                writeDeferred(connection, writing);
                writeHolds(connection, writing);
                writeRest(connection, writing);
            }
        } catch (SQLException e) {
            if (isDuplicate(e)) {
                throw changed("a row", e);
            }
            throw e;
        }
    }

    private void writeRest(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, INSERT_DISPLACED)) {
            for (Writing.EntryRow row : writing.entries) {
                if (row.isDisplaced()) {
                    rows.add(
                            row.scope().name(),
                            row.key().row(),
                            row.entry().effectiveOn(),
                            AccountKey.inRow(row.entry().number()),
                            row.bookedOn(),
                            row.entry().amount().minor());
                }
            }
        }
        try (Rows rows = new Rows(connection, INSERT_CORRECTION)) {
            for (Writing.CorrectionRow row : writing.corrections) {
                rows.add(id(row.original()), row.slot(), id(row.correction()));
            }
        }
        try (Rows rows = new Rows(connection, INSERT_NOTE)) {
            for (Writing.JournalRow row : writing.journals) {
                for (Map.Entry<String, String> note : row.posted().notes().entrySet()) {
                    rows.add(
                            id(row.posted().id()),
                            row.scope().name(),
                            note.getKey(),
                            note.getValue(),
                            instant(row.posted().bookedAt()));
                }
            }
        }
    }

    private void writeDeferred(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, DeferredTable.INSERT)) {
            for (Writing.DeferredRow row : writing.deferred) {
                rows.add(
                        row.account().scope().name(),
                        row.account().row(),
                        instant(row.bookedAt()),
                        id(row.journal()),
                        row.leg(),
                        row.minor(),
                        row.effectiveOn(),
                        row.digest().toColumn());
            }
        }
        try (Rows rows = new Rows(connection, DeferredTable.DELETE)) {
            for (Writing.DeferredRow row : writing.folded) {
                rows.add(
                        row.account().scope().name(),
                        row.account().row(),
                        instant(row.bookedAt()),
                        id(row.journal()),
                        row.leg());
            }
        }
    }

    private void writeHolds(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, INSERT_HOLD)) {
            for (Writing.HoldRow row : writing.placed.values()) {
                Hold hold = row.hold();
                rows.add(
                        row.key().account().scope().name(),
                        hold.account().path(),
                        hold.reference().value(),
                        hold.amount().minor(),
                        hold.captured().minor(),
                        hold.state().name(),
                        hold.expires() == null ? null : instant(hold.expires()),
                        instant(row.at()),
                        endedAt(row));
            }
        }
        try (Rows rows = new Rows(connection, UPDATE_HOLD)) {
            for (Writing.HoldRow row : writing.changed.values()) {
                Hold hold = row.hold();
                rows.add(
                        hold.state().name(),
                        hold.captured().minor(),
                        endedAt(row),
                        row.key().account().scope().name(),
                        hold.account().path(),
                        hold.reference().value());
            }
        }
        try (Rows rows = new Rows(connection, INSERT_CAPTURE)) {
            for (Writing.CaptureRow row : writing.captures) {
                rows.add(
                        row.hold().account().scope().name(),
                        row.hold().account().id().path(),
                        row.hold().reference().value(),
                        id(row.journal()),
                        row.minor());
            }
        }
    }

    private @Nullable Object endedAt(Writing.HoldRow row) {
        return row.hold().state() == Hold.State.OPEN ? null : instant(row.at());
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    /** The rows that belong to any of the journals, by few statements of few lengths, as drivers keep them. */
    private void each(Connection connection, String select, Collection<JournalId> journals, Reader reader)
            throws SQLException {
        List<JournalId> ids = List.copyOf(journals);
        for (int from = 0; from < ids.size(); from += MOST_IDS) {
            List<JournalId> some = ids.subList(from, Math.min(ids.size(), from + MOST_IDS));
            int places = some.size() == 1 ? 1 : Integer.highestOneBit(some.size() - 1) * 2;
            String in = "(" + String.join(", ", Collections.nCopies(places, "?")) + ")";
            try (PreparedStatement statement = connection.prepareStatement(reading(select + in))) {
                for (int i = 0; i < places; i++) {
                    statement.setObject(i + 1, id(some.get(Math.min(i, some.size() - 1))));
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reader.read(rows);
                    }
                }
            }
        }
    }

    static void found(Found found, HoldKey key, ResultSet row) throws SQLException {
        Currency currency = found.account(key.account()).account().currency();
        found.holds().put(key, HoldTable.read(row, key, currency));
    }

    /** The day an entry counts to, where that is not the day it was booked. */
    static @Nullable LocalDate effectiveColumn(Writing.EntryRow row) {
        return row.isDisplaced() ? row.entry().effectiveOn() : null;
    }

    /** What is unique beyond one account, a correction's slot for instance, is guarded by its key and not by a lock. */
    static boolean isDuplicate(SQLException e) {
        // MariaDB and MySQL have one state for all constraints, and a number for this one.
        return UNIQUE_VIOLATION.equals(e.getSQLState()) || e.getErrorCode() == MySqlDialect.DUPLICATE_KEY;
    }

    static void requireAll(long expected, long written, String what) {
        if (expected != written) {
            throw changed(what, null);
        }
    }

    /** For a row that changed under its lock or appeared beside it, which repeating the whole cures. */
    static ConcurrencyException changed(String what, @Nullable SQLException cause) {
        return new ConcurrencyException(
                what + " was changed or made by another transaction meanwhile; nothing was written, repeat the request",
                cause == null ? new SQLException(what) : cause);
    }

    /** Sets all parameters, the most frequent types by the methods for them: to find these out takes some drivers long. */
    static void bind(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            @Nullable Object value = values.get(i);
            if (value instanceof String text) {
                statement.setString(i + 1, text);
            } else if (value instanceof Long number) {
                statement.setLong(i + 1, number);
            } else if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /** Rows for one statement, sent when closed; none means no statement. Each must change one row. */
    static final class Rows implements AutoCloseable {
        private final Connection connection;
        private final String sql;
        private @Nullable PreparedStatement statement;
        private int count;

        Rows(Connection connection, String sql) {
            this.connection = connection;
            this.sql = sql;
        }

        void add(@Nullable Object... values) throws SQLException {
            PreparedStatement batch = statement;
            if (batch == null) {
                batch = connection.prepareStatement(sql);
                statement = batch;
            }
            bind(batch, Arrays.asList(values));
            batch.addBatch();
            count++;
        }

        @Override
        public void close() throws SQLException {
            PreparedStatement batch = statement;
            if (batch == null) {
                return;
            }
            try (batch) {
                long changed = 0;
                for (int one : batch.executeBatch()) {
                    // A driver may say that it went well without saying how many.
                    changed += one == java.sql.Statement.SUCCESS_NO_INFO ? 1 : one;
                }
                requireAll(count, changed, "a row");
            }
        }
    }
}
