package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows of {@code crema_deferred}: what was posted and makes an account more, but has no number yet. Anybody adds
 * them; who has the lock on the account's row takes them away, once. Stateless.
 */
final class DeferredTable {
    /** Entries of legs that waited bear their leg with this added, so that an entry tells by itself. */
    static final int FOLDED_LEGS = 10_000;

    /** More than that never waits where somebody folds. */
    static final int ALL = 100_000;

    static final String INSERT = """
            insert into crema_deferred (scope, account, booked_at, journal_id, leg, amount_minor, effective_on, digest)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String DELETE = """
            delete from crema_deferred
            where scope = ? and account = ? and booked_at = ? and journal_id = ? and leg = ?
            """;

    private static final String SEEN =
            "select " + AccountTable.COLUMNS + " from crema_account where scope = ? and account = ?";

    private static final String WAITING = """
            select booked_at, journal_id, leg, amount_minor, effective_on, digest
            from crema_deferred
            where scope = ? and account = ?
            order by scope, account, booked_at, journal_id, leg
            limit ?""";

    private static final String ACCOUNTS = """
            select scope, account from crema_deferred group by scope, account order by scope, account limit :most
            """;

    private static final String IN_SCOPE =
            "select distinct account from crema_deferred where scope = :scope order by account";

    private DeferredTable() {}

    /** Whether the leg of an entry, as its row has it, is that of one that waited. */
    static boolean wasDeferred(int leg) {
        return leg > FOLDED_LEGS;
    }

    /** The account as it stands, without a lock. */
    static Optional<AccountRow> seen(Connection connection, AccountKey account) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEEN)) {
            statement.setString(1, account.scope().name());
            statement.setString(2, account.row());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(AccountTable.read(row)) : Optional.empty();
            }
        }
    }

    /**
     * What waits to be folded, the first of it. A transaction of the host's may show what was folded since it began; the
     * deletion finds out. It takes no locks, as those on a range would keep others from adding to it.
     */
    static List<Writing.DeferredRow> waiting(Connection connection, AccountKey account, int most) throws SQLException {
        List<Writing.DeferredRow> waiting = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(WAITING)) {
            statement.setString(1, account.scope().name());
            statement.setString(2, account.row());
            statement.setInt(3, most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    waiting.add(new Writing.DeferredRow(
                            account,
                            Ids.journal(row, "journal_id"),
                            row.getInt("leg"),
                            row.getLong("amount_minor"),
                            Instants.read(row, "booked_at"),
                            row.getObject("effective_on", LocalDate.class),
                            Hash.read(row.getBytes("digest"))));
                }
            }
        }
        return waiting;
    }

    /** Accounts on which something waits, at most so many. */
    static List<AccountKey> accounts(Handle handle, int most) {
        return handle.createQuery(ACCOUNTS)
                .bind("most", most)
                .map((row, context) -> AccountKey.of(new Scope(row.getString("scope")), row.getString("account")))
                .list();
    }

    /** The accounts of the scope on which something waits, in the order of their rows. */
    static List<AccountKey> accounts(Handle handle, Scope scope) {
        return handle.createQuery(IN_SCOPE)
                .bind("scope", scope.name())
                .map((row, context) -> AccountKey.of(scope, row.getString("account")))
                .list();
    }
}
