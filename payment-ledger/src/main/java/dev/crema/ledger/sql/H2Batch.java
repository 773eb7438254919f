package dev.crema.ledger.sql;

import dev.crema.ledger.journal.JournalId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** H2 works in this process, where a statement costs no round trip: one row each, in JDBC batches. */
final class H2Batch extends BatchSql {
    private static final String HOLD =
            "select " + HoldTable.COLUMNS + " from crema_hold where scope = ? and account = ? and reference = ?";

    @Override
    void lockAndProbe(
            Connection connection,
            SortedSet<AccountKey> accounts,
            Collection<JournalId> journals,
            Patience patience,
            boolean own,
            Found found)
            throws SQLException {
        String lock = patience != Patience.WAIT ? LOCK_ONE + " skip locked" : LOCK_ONE;
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
        try (PreparedStatement statement = connection.prepareStatement(PROBE_ONE)) {
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
    void writeBookings(Connection connection, Writing writing, @Nullable Turn turn) throws SQLException {
        try (Rows rows = new Rows(connection, INSERT_JOURNALS + ROW)) {
            for (Writing.JournalRow row : writing.journals) {
                rows.add(values(row));
            }
        }
        try (Rows rows = new Rows(connection, INSERT_ENTRIES + ROW)) {
            for (Writing.EntryRow row : writing.entries) {
                rows.add(values(row));
            }
        }
        try (Rows rows = new Rows(connection, UPDATE_ACCOUNT)) {
            for (AccountRow.Change change : writing.accounts.values()) {
                rows.add(values(change));
            }
        }
    }

    @Override
    Object id(JournalId id) {
        return id.value();
    }
}
