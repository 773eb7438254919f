package dev.crema.ledger.sql;

import dev.crema.ledger.journal.JournalId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL: at most two round trips for a batch of any size, and its commit where that is not part of one. The driver
 * sends the statements of one text at once and the server runs them one after the other, each with a snapshot of its own,
 * so locks and what they protect stay apart.
 */
final class PostgreSqlBatch extends BatchSql {
    static final String READ_COMMITTED = "set transaction isolation level read committed;\n";

    // Plans that were made while tables were small scan them when they have grown, so ours are pinned to the keys; and
    // nobody waits for ever for a lock. For this transaction only.
    static final String PINNED = READ_COMMITTED + """
            select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
                set_config('lock_timeout', '%s', true);
            """;

    private static final String OWN = PINNED.formatted("10s");

    // What cannot be passed by is a journal with the same reference that another transaction has written and not
    // committed, on other accounts: its key makes the insert wait, and with it all who are in the lane.
    private static final String HURRY = "select set_config('lock_timeout', '100ms', true)";
    private static final String GAVE_UP = "55P03";

    private static final String LOCK = "select " + AccountTable.columns("a.") + """
             from unnest(?::text[], ?::text[]) with ordinality k (scope, account, i)
            join crema_account a on a.scope = k.scope and a.account = k.account
            order by k.i
            for update of a""";

    private static final String PROBE = "select " + StoredJournal.COLUMNS + """
             from unnest(?::uuid[]) k (id)
            join crema_journal j on j.journal_id = k.id
            """;

    // In a transaction of the host's its plans are not ours to pin, and for a few it is faster: then one statement
    // each, which can only go by key.
    static final int FEW = 8;

    private static final String HOLDS = """
            select k.i, h.amount_minor, h.captured_minor, h.state, h.expires_at
            from unnest(?::text[], ?::text[], ?::text[]) with ordinality k (scope, account, reference, i)
            join crema_hold h on h.scope = k.scope and h.account = k.account and h.reference = k.reference
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
        boolean few = accounts.size() <= FEW && journals.size() <= 1;
        boolean pinned = own && (!few || patience == Patience.WAIT);
        String sql = pinned
                ? ownText(patience, !journals.isEmpty())
                : (own ? READ_COMMITTED : "") + eachText(accounts.size(), journals.size(), patience, own);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (pinned) {
                bindAll(connection, statement, accounts, journals);
            } else {
                bindEach(statement, accounts, journals);
            }
            boolean rows = statement.execute();
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    read(statement.getResultSet(), found);
                }
                rows = statement.getMoreResults();
            }
        }
    }

    private static String ownText(Patience patience, boolean journals) {
        return OWN
                + LOCK
                + (patience != Patience.WAIT ? " skip locked" : "")
                + (patience == Patience.SKIP ? ";\n" + HURRY : "")
                + (journals ? ";\n" + PROBE : "");
    }

    private static String eachText(int accounts, int journals, Patience patience, boolean own) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            statements.add(patience != Patience.WAIT ? LOCK_ONE + " skip locked" : LOCK_ONE);
        }
        if (own && patience == Patience.SKIP) {
            statements.add(HURRY);
        }
        for (int i = 0; i < journals; i++) {
            statements.add(PROBE_ONE);
        }
        return String.join(";\n", statements);
    }

    private static void bindAll(
            Connection connection,
            PreparedStatement statement,
            SortedSet<AccountKey> accounts,
            Collection<JournalId> journals)
            throws SQLException {
        statement.setArray(
                1, texts(connection, accounts.stream().map(key -> key.scope().name())));
        statement.setArray(2, texts(connection, accounts.stream().map(AccountKey::row)));
        if (!journals.isEmpty()) {
            UUID[] ids = journals.stream().map(JournalId::value).toArray(UUID[]::new);
            statement.setArray(3, connection.createArrayOf("uuid", ids));
        }
    }

    private static Array texts(Connection connection, java.util.stream.Stream<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }

    private static void bindEach(
            PreparedStatement statement, SortedSet<AccountKey> accounts, Collection<JournalId> journals)
            throws SQLException {
        int parameter = 1;
        for (AccountKey key : accounts) {
            statement.setString(parameter++, key.scope().name());
            statement.setString(parameter++, key.row());
        }
        for (JournalId id : journals) {
            statement.setObject(parameter++, id.value());
        }
    }

    /** Tells the results apart by their columns: accounts have a hash, journals a text, and settings neither. */
    private static void read(ResultSet rows, Found found) throws SQLException {
        try (rows) {
            int columns = rows.getMetaData().getColumnCount();
            String last = rows.getMetaData().getColumnLabel(columns);
            if (last.equals("postings")) {
                while (rows.next()) {
                    StoredJournal journal = StoredJournal.read(rows);
                    found.journals().put(journal.id(), journal);
                }
            } else if (!last.equals("set_config")) {
                while (rows.next()) {
                    AccountRow account = AccountTable.read(rows);
                    found.accounts().put(account.key(), account);
                }
            }
        }
    }

    @Override
    void readHolds(Connection connection, Collection<HoldKey> holds, boolean own, Found found) throws SQLException {
        List<HoldKey> keys = List.copyOf(holds);
        try (PreparedStatement statement = connection.prepareStatement(HOLDS)) {
            statement.setArray(
                    1,
                    texts(
                            connection,
                            keys.stream().map(key -> key.account().scope().name())));
            statement.setArray(
                    2,
                    texts(
                            connection,
                            keys.stream().map(key -> key.account().id().path())));
            statement.setArray(
                    3,
                    texts(connection, keys.stream().map(key -> key.reference().value())));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    HoldKey key = keys.get(Math.toIntExact(rows.getLong("i") - 1));
                    found(found, key, rows);
                }
            }
        }
    }

    @Override
    boolean presumes() {
        return true;
    }

    @Override
    boolean waitedInVain(SQLException e) {
        return GAVE_UP.equals(e.getSQLState());
    }

    @Override
    void writeBookings(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
            throws SQLException {
        new PostgreSqlWrites(this, connection, writing).write(turn);
    }

    @Override
    Object id(JournalId id) {
        return id.value();
    }
}
