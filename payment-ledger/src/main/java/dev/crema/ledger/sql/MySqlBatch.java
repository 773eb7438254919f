package dev.crema.ledger.sql;

import dev.crema.ledger.journal.JournalId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB and MySQL: one statement for each kind of row. New rows are its values; rows to be found come as one JSON array,
 * or with a statement each where they are few. The plans are not left to choice: rows are visited in the order of the
 * array, each by its primary key, which is also the order of the locks.
 */
class MySqlBatch extends BatchSql {
    private static final String KEYS = """
            json_table(?, '$[*]' columns (
                scope varchar(32) character set ascii collate ascii_bin path '$[0]',
                account varchar(128) character set ascii collate ascii_bin path '$[1]')) k
            """;

    private static final String LOCK = "select straight_join " + AccountTable.columns("a.") + " from " + KEYS + """
            straight_join crema_account a force index (primary) on a.scope = k.scope and a.account = k.account
            for update""";

    private static final String PROBE = "select straight_join " + StoredJournal.COLUMNS + """
             from json_table(?, '$[*]' columns (id char(32) path '$[0]')) k
            straight_join crema_journal j force index (primary) on j.journal_id = unhex(k.id)
            """;

    private static final String HOLDS = """
            select straight_join k.i, h.amount_minor, h.captured_minor, h.state, h.expires_at
            from json_table(?, '$[*]' columns (
                scope varchar(32) character set ascii collate ascii_bin path '$[0]',
                account varchar(128) character set ascii collate ascii_bin path '$[1]',
                reference varchar(64) character set ascii collate ascii_bin path '$[2]',
                i integer path '$[3]')) k
            straight_join crema_hold h force index (primary)
                on h.scope = k.scope and h.account = k.account and h.reference = k.reference
            """;

    // To take few rows apart as JSON costs more than a statement for each.
    private static final int FEW = 8;

    private static final int MOST_ROWS = 1000;

    private final boolean sure;

    MySqlBatch() {
        this(false);
    }

    MySqlBatch(boolean sure) {
        this.sure = sure;
    }

    @Override
    BatchSql sure() {
        return sure ? this : surely();
    }

    /** These, reading what is committed. */
    BatchSql surely() {
        return new MySqlBatch(true);
    }

    @Override
    String reading(String select) {
        return sure ? MySqlDialect.current(select) : select;
    }

    @Override
    void lockAndProbe(
            Connection connection,
            SortedSet<AccountKey> accounts,
            Collection<JournalId> journals,
            Patience patience,
            boolean own,
            Found found)
            throws SQLException {
        Reader reader = row -> {
            AccountRow account = AccountTable.read(row);
            found.accounts().put(account.key(), account);
        };
        String skipping = patience != Patience.WAIT ? " skip locked" : "";
        if (accounts.size() <= FEW) {
            for (AccountKey key : accounts) {
                each(connection, LOCK_ONE + skipping, reader, key.scope().name(), key.row());
            }
        } else {
            JsonRows keys = new JsonRows();
            accounts.forEach(key -> keys.add(key.scope().name(), key.row()));
            each(connection, LOCK + skipping, reader, keys.toString());
        }
        Reader probed = row -> {
            StoredJournal journal = StoredJournal.read(row);
            found.journals().put(journal.id(), journal);
        };
        if (journals.size() <= FEW) {
            for (JournalId id : journals) {
                each(connection, reading(PROBE_ONE), probed, id(id));
            }
            return;
        }
        JsonRows ids = new JsonRows();
        journals.forEach(id -> ids.add(id(id)));
        each(connection, reading(PROBE), probed, ids.toString());
    }

    @Override
    void readHolds(Connection connection, Collection<HoldKey> holds, boolean own, Found found) throws SQLException {
        if (own || sure) {
            readHolds(connection, reading(HOLDS), holds, found);
            return;
        }
        // The host's snapshot may show what a hold was before the lock on its account. To lock a row that is there
        // locks it alone; one that is not would lock the gap it is missing from, where strangers put theirs.
        Found snapshot = new Found();
        snapshot.accounts().putAll(found.accounts());
        readHolds(connection, HOLDS, holds, snapshot);
        if (!snapshot.holds().isEmpty()) {
            readHolds(connection, MySqlDialect.current(HOLDS), snapshot.holds().keySet(), found);
        }
    }

    private static void readHolds(Connection connection, String sql, Collection<HoldKey> holds, Found found)
            throws SQLException {
        List<HoldKey> keys = new ArrayList<>();
        JsonRows rows = new JsonRows();
        for (HoldKey key : holds) {
            AccountKey account = key.account();
            rows.add(
                    account.scope().name(), account.id().path(), key.reference().value(), keys.size());
            keys.add(key);
        }
        each(connection, sql, row -> found(found, keys.get(row.getInt("i")), row), rows.toString());
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Reader reader, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    reader.read(found);
                }
            }
        }
    }

    @Override
    void writeBookings(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
            throws SQLException {
        insert(
                connection,
                hurries ? hurried(INSERT_JOURNALS) : INSERT_JOURNALS,
                writing.journals.stream().map(this::values).toList());
        insert(
                connection,
                inTurn(turn, INSERT_ENTRIES),
                writing.entries.stream().map(this::values).toList());
        Collection<AccountRow.Change> changes = writing.accounts.values();
        List<Object> accounts = changes.isEmpty() ? List.of() : MySqlAccounts.values(changes);
        if (turn != null) {
            // New rows are in nobody's way, so only from here on it matters what the batch before has done.
            boolean shares = !turn.isAlone() || writing.journals.size() > FEW;
            turn.requirePrevious();
            if (shares) {
                turn.letNext();
            }
        }
        if (!changes.isEmpty()) {
            execute(connection, inTurn(turn, MySqlAccounts.UPDATE), changes.size(), accounts);
        }
    }

    /** To write what is not locked waits for nobody: there is a way that passes by what others have locked. */
    private String inTurn(@Nullable Turn turn, String sql) {
        return turn == null ? sql : hurried(sql);
    }

    /** The statement, not to wait for locks; these do where they presume. */
    String hurried(String sql) {
        return sql;
    }

    /** Many rows in one statement, which the driver writes out by itself. */
    void insert(Connection connection, String insert, List<@Nullable Object[]> rows) throws SQLException {
        for (int from = 0; from < rows.size(); from += MOST_ROWS) {
            List<@Nullable Object[]> some = rows.subList(from, Math.min(rows.size(), from + MOST_ROWS));
            List<@Nullable Object> values =
                    some.stream().flatMap(Arrays::stream).collect(Collectors.toList());
            execute(connection, rows(insert, some.size()), some.size(), values);
        }
    }

    private static void execute(Connection connection, String sql, int count, List<? extends @Nullable Object> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            requireAll(count, statement.executeUpdate(), "a row");
        }
    }

    @Override
    Object id(JournalId id) {
        return Ids.bytes(id.value());
    }

    @Override
    Object instant(Instant instant) {
        return MySqlDialect.text(instant);
    }
}
