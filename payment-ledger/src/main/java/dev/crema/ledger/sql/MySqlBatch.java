package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/**
 * MariaDB and MySQL: one statement for each kind of row, whose rows come as one JSON array. The plans are not left to
 * choice: rows are visited in the order of the array, each by its primary key, which is also the order of the locks.
 */
final class MySqlBatch extends BatchSql {
    private static final String KEYS = """
            json_table(?, '$[*]' columns (
                scope varchar(32) character set ascii collate ascii_bin path '$[0]',
                account varchar(128) character set ascii collate ascii_bin path '$[1]')) k
            """;

    private static final String LOCK = """
            select straight_join a.scope, a.account, a.kind, a.currency, a.floor_minor, a.ceiling_minor, a.only_side,
                a.state, a.stripes, a.deferring, a.closed_through, a.balance_minor, a.held_minor, a.entry_count,
                a.last_booked_at, a.last_hash
            from\s""" + KEYS + """
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

    private static final String INSERT_JOURNALS = """
            insert into crema_journal (journal_id, scope, reference, kind, description, content_hash, linked_to,
                effective_on, booked_at, postings)
            select unhex(id), scope, reference, kind, description, unhex(content), unhex(linked), effective, booked,
                postings
            from json_table(?, '$[*]' columns (
                id char(32) path '$[0]',
                scope varchar(32) path '$[1]',
                reference varchar(64) path '$[2]',
                kind varchar(32) path '$[3]',
                description varchar(200) character set utf8mb4 path '$[4]' error on error,
                content char(64) path '$[5]',
                linked char(32) path '$[6]',
                effective date path '$[7]',
                booked datetime(6) path '$[8]',
                postings mediumtext path '$[9]')) j
            """;

    private static final String INSERT_ENTRIES = """
            insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at,
                effective_on, hash)
            select scope, account, number, unhex(journal), leg, amount, balance, booked, effective, unhex(hash)
            from json_table(?, '$[*]' columns (
                scope varchar(32) path '$[0]',
                account varchar(128) path '$[1]',
                number bigint path '$[2]',
                journal char(32) path '$[3]',
                leg integer path '$[4]',
                amount bigint path '$[5]',
                balance bigint path '$[6]',
                booked datetime(6) path '$[7]',
                effective date path '$[8]',
                hash char(64) path '$[9]')) e
            """;

    // The rows are locked; the previous state in the condition is the second net below that.
    private static final String UPDATE_ACCOUNTS = """
            update json_table(?, '$[*]' columns (
                scope varchar(32) character set ascii collate ascii_bin path '$[0]',
                account varchar(128) character set ascii collate ascii_bin path '$[1]',
                balance bigint path '$[2]',
                held bigint path '$[3]',
                entries bigint path '$[4]',
                booked datetime(6) path '$[5]',
                hash char(64) path '$[6]',
                balance_was bigint path '$[7]',
                held_was bigint path '$[8]',
                entries_was bigint path '$[9]')) n
            straight_join crema_account a force index (primary) on a.scope = n.scope and a.account = n.account
            set a.balance_minor = n.balance, a.held_minor = n.held, a.entry_count = n.entries,
                a.last_booked_at = n.booked, a.last_hash = unhex(n.hash)
            where a.balance_minor = n.balance_was and a.held_minor = n.held_was and a.entry_count = n.entries_was
            """;

    private final boolean sure;

    MySqlBatch() {
        this(false);
    }

    private MySqlBatch(boolean sure) {
        this.sure = sure;
    }

    @Override
    BatchSql sure() {
        return sure ? this : new MySqlBatch(true);
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
        JsonRows keys = new JsonRows();
        accounts.forEach(key -> keys.add(key.scope().name(), key.row()));
        String lock = patience != Patience.WAIT ? LOCK + " skip locked" : LOCK;
        each(connection, lock, keys, row -> {
            AccountRow account = AccountTable.read(row);
            found.accounts().put(account.key(), account);
        });
        if (!journals.isEmpty()) {
            JsonRows ids = new JsonRows();
            journals.forEach(id -> ids.add(id(id)));
            each(connection, reading(PROBE), ids, row -> {
                StoredJournal journal = StoredJournal.read(row);
                found.journals().put(journal.id(), journal);
            });
        }
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
            if (found.accounts().containsKey(key.account())) {
                AccountKey account = key.account();
                rows.add(
                        account.scope().name(),
                        account.id().path(),
                        key.reference().value(),
                        keys.size());
                keys.add(key);
            }
        }
        each(connection, sql, rows, row -> found(found, keys.get(row.getInt("i")), row));
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, JsonRows rows, Reader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, rows.toString());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    reader.read(found);
                }
            }
        }
    }

    @Override
    void writeBookings(Connection connection, Writing writing) throws SQLException {
        JsonRows journals = new JsonRows();
        writing.journals.forEach(row -> addTo(journals, row));
        execute(connection, INSERT_JOURNALS, journals, writing.journals.size(), "a journal");
        JsonRows entries = new JsonRows();
        writing.entries.forEach(row -> addTo(entries, row));
        execute(connection, INSERT_ENTRIES, entries, writing.entries.size(), "an entry");
        JsonRows accounts = new JsonRows();
        writing.accounts.values().forEach(change -> addTo(accounts, change));
        execute(connection, UPDATE_ACCOUNTS, accounts, writing.accounts.size(), "an account");
    }

    private static void execute(Connection connection, String sql, JsonRows rows, int count, String what)
            throws SQLException {
        if (count == 0) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, rows.toString());
            requireAll(count, statement.executeUpdate(), what);
        }
    }

    private void addTo(JsonRows rows, Writing.JournalRow row) {
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
                instant(posted.bookedAt()),
                StoredJournal.postings(row.scope(), posted.entries()));
    }

    private void addTo(JsonRows rows, Writing.EntryRow row) {
        Entry entry = row.entry();
        rows.add(
                row.scope().name(),
                row.key().row(),
                AccountKey.inRow(entry.number()),
                id(entry.journal()),
                entry.leg(),
                entry.amount().minor(),
                entry.balance().minor(),
                instant(entry.bookedAt()),
                effectiveColumn(row),
                row.hash().toColumn());
    }

    private void addTo(JsonRows rows, AccountRow.Change change) {
        AccountRow before = change.before();
        AccountRow after = change.after();
        rows.add(
                after.scope().name(),
                after.key().row(),
                after.balanceMinor(),
                after.heldMinor(),
                after.entryCount(),
                instant(after.lastBookedAt()),
                after.lastHash().toColumn(),
                before.balanceMinor(),
                before.heldMinor(),
                before.entryCount());
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
