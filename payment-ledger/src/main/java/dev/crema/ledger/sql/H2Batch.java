package dev.crema.ledger.sql;

import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.journal.JournalId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** H2 works in this process, where a statement costs no round trip: one row each, in JDBC batches. */
final class H2Batch extends BatchSql {
    private static final String HOLD =
            "select " + HoldTable.COLUMNS + " from crema_hold where scope = ? and account = ? and reference = ?";

    // What somebody changes by hand does not count in the terms here, as a trigger would be called for every posting.
    private static final String UPDATE_REMEMBERED = UPDATE_ACCOUNT
            + " and kind = ? and currency = ? and state = ? and stripes = ? and deferring = ?"
            + " and floor_minor is not distinct from ? and ceiling_minor is not distinct from ?"
            + " and only_side is not distinct from ? and closed_through is not distinct from ?";

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
    boolean presumes() {
        return true;
    }

    @Override
    void writeBookings(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
            throws SQLException {
        if (turn == null) {
            insert(connection, writing);
            update(connection, writing);
            return;
        }
        H2Dialect.inAHurry(connection, hurried -> {
            turn.requirePrevious();
            // The accounts first: who has one locked would else meet our entry of it, and H2 asks again without a pause
            // until the one who wrote a key has ended, while we wait for the lock.
            updateRemembered(hurried, writing);
            insert(hurried, writing);
        });
    }

    private void insert(Connection connection, Writing writing) throws SQLException {
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
    }

    private void update(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, UPDATE_ACCOUNT)) {
            for (AccountRow.Change change : writing.accounts.values()) {
                rows.add(values(change));
            }
        }
    }

    private void updateRemembered(Connection connection, Writing writing) throws SQLException {
        try (Rows rows = new Rows(connection, UPDATE_REMEMBERED)) {
            for (AccountRow.Change change : writing.accounts.values()) {
                rows.add(concat(values(change), terms(change.before())));
            }
        }
    }

    private static @Nullable Object[] terms(AccountRow row) {
        Account account = row.account();
        Constraint constraint = account.constraint();
        return new @Nullable Object[] {
            account.kind().name(),
            account.currency().code(),
            row.state().name(),
            account.keeping().stripes(),
            account.keeping().deferring(),
            AccountTable.minor(constraint.least()),
            AccountTable.minor(constraint.most()),
            AccountTable.sign(constraint.only()),
            row.closedThrough()
        };
    }

    private static @Nullable Object[] concat(Object[] some, @Nullable Object[] more) {
        @Nullable Object[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    @Override
    Object id(JournalId id) {
        return id.value();
    }
}
