package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.SortedSet;

/** H2 works in this process, where a statement costs no round trip: one row each, in JDBC batches. */
final class H2Batch extends BatchSql {
    private static final String LOCK =
            "select " + AccountTable.COLUMNS + " from crema_account where scope = ? and account = ? for update";

    private static final String PROBE = "select " + StoredJournal.COLUMNS + " from crema_journal where journal_id = ?";

    private static final String HOLD =
            "select " + HoldTable.COLUMNS + " from crema_hold where scope = ? and account = ? and reference = ?";

    private static final String INSERT_JOURNAL = """
            insert into crema_journal (journal_id, scope, reference, kind, description, content_hash, linked_to,
                effective_on, booked_at, postings)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String INSERT_ENTRY = """
            insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at,
                effective_on, hash)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    // The rows are locked; the previous state in the condition is the second net below that.
    private static final String UPDATE_ACCOUNT = """
            update crema_account
            set balance_minor = ?, held_minor = ?, entry_count = ?, last_booked_at = ?, last_hash = ?
            where scope = ? and account = ? and balance_minor = ? and held_minor = ? and entry_count = ?
            """;

    @Override
    void lockAndProbe(
            Connection connection,
            SortedSet<AccountKey> accounts,
            Collection<JournalId> journals,
            Patience patience,
            boolean own,
            Found found)
            throws SQLException {
        String lock = patience != Patience.WAIT ? LOCK + " skip locked" : LOCK;
        try (PreparedStatement statement = connection.prepareStatement(lock)) {
            for (AccountKey key : accounts) {
                statement.setString(1, key.scope().name());
                statement.setString(2, key.row());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        found.accounts().put(key, AccountTable.read(row));
                    }
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(PROBE)) {
            for (JournalId id : journals) {
                statement.setObject(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        found.journals().put(id, StoredJournal.read(row));
                    }
                }
            }
        }
    }

    @Override
    void readHolds(Connection connection, Collection<HoldKey> holds, boolean own, Found found) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            for (HoldKey key : holds) {
                statement.setString(1, key.account().scope().name());
                statement.setString(2, key.account().id().path());
                statement.setString(3, key.reference().value());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        found(found, key, row);
                    }
                }
            }
        }
    }

    @Override
    void writeBookings(Connection connection, Writing writing) throws SQLException {
        writeJournals(connection, writing);
        writeEntries(connection, writing);
        try (Rows rows = new Rows(connection, UPDATE_ACCOUNT)) {
            for (AccountRow.Change change : writing.accounts.values()) {
                AccountRow before = change.before();
                AccountRow after = change.after();
                rows.add(
                        after.balanceMinor(),
                        after.heldMinor(),
                        after.entryCount(),
                        Instants.column(after.lastBookedAt()),
                        after.lastHash().toColumn(),
                        after.scope().name(),
                        after.key().row(),
                        before.balanceMinor(),
                        before.heldMinor(),
                        before.entryCount());
            }
        }
    }

    private void writeJournals(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, INSERT_JOURNAL)) {
            for (Writing.JournalRow row : writing.journals) {
                PostedJournal posted = row.posted();
                JournalId linkedTo = row.linkedTo();
                rows.add(
                        id(posted.id()),
                        row.scope().name(),
                        posted.reference().value(),
                        posted.kind(),
                        posted.description(),
                        row.content().toColumn(),
                        linkedTo == null ? null : id(linkedTo),
                        posted.effectiveOn(),
                        Instants.column(posted.bookedAt()),
                        StoredJournal.postings(row.scope(), posted.entries()));
            }
        }
    }

    private void writeEntries(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, INSERT_ENTRY)) {
            for (Writing.EntryRow row : writing.entries) {
                Entry entry = row.entry();
                rows.add(
                        row.scope().name(),
                        row.key().row(),
                        AccountKey.inRow(entry.number()),
                        id(entry.journal()),
                        entry.leg(),
                        entry.amount().minor(),
                        entry.balance().minor(),
                        Instants.column(entry.bookedAt()),
                        effectiveColumn(row),
                        row.hash().toColumn());
            }
        }
    }

    @Override
    Object id(JournalId id) {
        return id.value();
    }
}
