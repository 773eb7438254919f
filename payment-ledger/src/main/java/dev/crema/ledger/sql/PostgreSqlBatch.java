package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL: at most two round trips for a batch of any size, beside its commit. The driver sends the statements of one
 * text at once and the server runs them one after the other, each with a snapshot of its own, so locks and what they
 * protect stay apart.
 */
final class PostgreSqlBatch extends BatchSql {
    private static final String READ_COMMITTED = "set transaction isolation level read committed;\n";

    // Plans that were made while tables were small scan them when they have grown, so ours are pinned to the keys; and
    // nobody waits for ever for a lock. For this transaction only.
    private static final String PINNED = READ_COMMITTED + """
            select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
                set_config('lock_timeout', '%s', true);
            """;

    private static final String OWN = PINNED.formatted("10s");

    // To write what is not locked waits for nobody for long: there is a way that passes by what others have locked.
    private static final Settings NONE = new Settings("", 0);
    private static final Settings SHORT = new Settings(PINNED.formatted("20ms"), 2);
    private static final Settings SHORT_UNPINNED =
            new Settings(READ_COMMITTED + "select set_config('lock_timeout', '20ms', true);\n", 2);

    /** What stands before a statement in its text, and how many results come before its own. */
    private record Settings(String text, int results) {
        PreparedStatement prepare(Connection connection, String sql) throws SQLException {
            return connection.prepareStatement(text + sql);
        }

        void skip(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < results; i++) {
                statement.getMoreResults();
            }
        }
    }

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
    private static final int FEW = 8;

    private static final String HOLDS = """
            select k.i, h.amount_minor, h.captured_minor, h.state, h.expires_at
            from unnest(?::text[], ?::text[], ?::text[]) with ordinality k (scope, account, reference, i)
            join crema_hold h on h.scope = k.scope and h.account = k.account and h.reference = k.reference
            """;

    private static final String JOURNALS = """
            insert into crema_journal (journal_id, scope, reference, kind, description, content_hash, linked_to,
                effective_on, booked_at, postings)
            select id, scope, reference, kind, description, content, linked, date '1970-01-01' + effective,
                timestamp with time zone 'epoch' + booked * interval '1 microsecond', postings
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::uuid[], ?::integer[],
                ?::bigint[], ?::text[])
                j (id, scope, reference, kind, description, content, linked, effective, booked, postings)""";

    private static final String ENTRIES = """
            insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at,
                effective_on, hash)
            select scope, account, number, journal, leg, amount, balance,
                timestamp with time zone 'epoch' + booked * interval '1 microsecond',
                date '1970-01-01' + effective, hash
            from unnest(?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::integer[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::integer[], ?::bytea[])
                e (scope, account, number, journal, leg, amount, balance, booked, effective, hash)""";

    // One after the other in the order of the arrays, so it takes their locks in their order where it does not have
    // them yet.
    private static final String ACCOUNTS = """
            update crema_account a
            set balance_minor = n.balance, held_minor = n.held, entry_count = n.count,
                last_booked_at = timestamp with time zone 'epoch' + n.booked * interval '1 microsecond',
                last_hash = n.hash
            from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[])
                n (scope, account, balance, held, count, booked, hash, balance_was, held_was, count_was, terms)
            where a.scope = n.scope and a.account = n.account and a.balance_minor = n.balance_was
                and a.held_minor = n.held_was and a.entry_count = n.count_was and a.terms = n.terms""";

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
        boolean single = writing.journals.size() <= 1 && writing.entries.size() <= FEW;
        if (turn != null && !single && (!turn.isAlone() || (turn.isSharing() && writing.journals.size() > FEW))) {
            writeInTwo(connection, writing, turn);
            return;
        }
        if (turn != null) {
            turn.requirePrevious();
        }
        if (single) {
            writeEach(connection, writing, turn == null ? NONE : SHORT_UNPINNED);
        } else {
            writeAll(connection, writing, turn == null ? NONE : SHORT);
        }
    }

    /**
     * New rows are in nobody's way, so they are written beside the batch before, and only for the accounts is there a
     * wait for it; and meanwhile the next can begin. So two processors of the server's have something to do.
     */
    private static void writeInTwo(Connection connection, Writing writing, Turn turn) throws SQLException {
        Columns inserted = new Columns(connection);
        addJournals(inserted, writing.journals);
        addEntries(inserted, writing.entries);
        PostgreSqlSettled.add(inserted, writing.transfers);
        Columns updated = new Columns(connection);
        addAccounts(updated, List.copyOf(writing.accounts.values()));
        try (PreparedStatement statement = SHORT.prepare(connection, inserts(writing))) {
            inserted.bind(statement);
            statement.execute();
            SHORT.skip(statement);
            requireInserts(statement, writing);
        }
        turn.requirePrevious();
        turn.letNext();
        try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS)) {
            updated.bind(statement);
            requireAll(writing.accounts.size(), statement.executeUpdate(), "an account");
        }
    }

    private static String inserts(Writing writing) {
        String inserts = JOURNALS + ";\n" + ENTRIES;
        return writing.transfers.isEmpty() ? inserts : inserts + ";\n" + PostgreSqlSettled.WRITE;
    }

    private static void requireInserts(PreparedStatement statement, Writing writing) throws SQLException {
        requireAll(writing.journals.size(), statement.getUpdateCount(), "a journal");
        statement.getMoreResults();
        requireAll(writing.entries.size(), statement.getUpdateCount(), "an entry");
        requireTransfers(statement, writing);
    }

    private static void requireTransfers(PreparedStatement statement, Writing writing) throws SQLException {
        if (!writing.transfers.isEmpty()) {
            statement.getMoreResults();
            requireAll(writing.transfers.size(), statement.getUpdateCount(), "a transfer");
        }
    }

    private void writeEach(Connection connection, Writing writing, Settings settings) throws SQLException {
        // Plain statements are planned and started faster than those that take arrays.
        List<String> statements = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (AccountRow.Change change : writing.accounts.values()) {
            statements.add(UPDATE_ACCOUNT);
            values.addAll(Arrays.asList(values(change)));
        }
        for (Writing.JournalRow row : writing.journals) {
            statements.add(rows(INSERT_JOURNALS, 1));
            values.addAll(Arrays.asList(values(row)));
        }
        if (!writing.entries.isEmpty()) {
            statements.add(rows(INSERT_ENTRIES, writing.entries.size()));
            writing.entries.forEach(row -> values.addAll(Arrays.asList(values(row))));
        }
        if (!writing.transfers.isEmpty()) {
            statements.add(PostgreSqlSettled.WRITE);
            Columns transfers = new Columns(connection);
            PostgreSqlSettled.add(transfers, writing.transfers);
            values.addAll(transfers.values);
        }
        try (PreparedStatement statement = settings.prepare(connection, String.join(";\n", statements))) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.execute();
            settings.skip(statement);
            for (String each : statements) {
                boolean entries = each.startsWith(INSERT_ENTRIES);
                requireAll(entries ? writing.entries.size() : 1, statement.getUpdateCount(), "an account");
                statement.getMoreResults();
            }
        }
    }

    private static void writeAll(Connection connection, Writing writing, Settings settings) throws SQLException {
        Columns columns = new Columns(connection);
        addAccounts(columns, List.copyOf(writing.accounts.values()));
        addJournals(columns, writing.journals);
        addEntries(columns, writing.entries);
        PostgreSqlSettled.add(columns, writing.transfers);
        try (PreparedStatement statement = settings.prepare(connection, ACCOUNTS + ";\n" + inserts(writing))) {
            columns.bind(statement);
            statement.execute();
            settings.skip(statement);
            requireAll(writing.accounts.size(), statement.getUpdateCount(), "an account");
            statement.getMoreResults();
            requireInserts(statement, writing);
        }
    }

    private static void addJournals(Columns columns, List<Writing.JournalRow> rows) throws SQLException {
        int size = rows.size();
        UUID[] id = new UUID[size];
        String[] scope = new String[size];
        String[] reference = new String[size];
        String[] kind = new String[size];
        String[] description = new String[size];
        byte[][] content = new byte[size][];
        @Nullable UUID[] linked = new UUID[size];
        Integer[] effective = new Integer[size];
        Long[] booked = new Long[size];
        String[] postings = new String[size];
        for (int i = 0; i < size; i++) {
            PostedJournal posted = rows.get(i).posted();
            JournalId linkedTo = rows.get(i).linkedTo();
            id[i] = posted.id().value();
            scope[i] = rows.get(i).scope().name();
            reference[i] = posted.reference().value();
            kind[i] = posted.kind();
            description[i] = posted.description();
            content[i] = rows.get(i).content().toColumn();
            linked[i] = linkedTo == null ? null : linkedTo.value();
            effective[i] = Math.toIntExact(posted.effectiveOn().toEpochDay());
            booked[i] = Chain.micros(posted.bookedAt());
            postings[i] = StoredJournal.postings(rows.get(i).scope(), posted.entries());
        }
        columns.add("uuid", id)
                .add("text", scope)
                .add("text", reference)
                .add("text", kind)
                .add("text", description);
        columns.add("bytea", content).add("uuid", linked).add("int4", effective).add("int8", booked);
        columns.add("text", postings);
    }

    private static void addEntries(Columns columns, List<Writing.EntryRow> rows) throws SQLException {
        int size = rows.size();
        String[] scope = new String[size];
        String[] account = new String[size];
        Long[] number = new Long[size];
        UUID[] journal = new UUID[size];
        Integer[] leg = new Integer[size];
        Long[] amount = new Long[size];
        Long[] balance = new Long[size];
        Long[] booked = new Long[size];
        @Nullable Integer[] effective = new Integer[size];
        byte[][] hash = new byte[size][];
        for (int i = 0; i < size; i++) {
            Entry entry = rows.get(i).entry();
            scope[i] = rows.get(i).scope().name();
            account[i] = rows.get(i).key().row();
            number[i] = AccountKey.inRow(entry.number());
            journal[i] = entry.journal().value();
            leg[i] = entry.leg();
            amount[i] = entry.amount().minor();
            balance[i] = entry.balance().minor();
            booked[i] = Chain.micros(entry.bookedAt());
            effective[i] = rows.get(i).isDisplaced()
                    ? Integer.valueOf(Math.toIntExact(entry.effectiveOn().toEpochDay()))
                    : null;
            hash[i] = rows.get(i).hash().toColumn();
        }
        columns.add("text", scope)
                .add("text", account)
                .add("int8", number)
                .add("uuid", journal)
                .add("int4", leg);
        columns.add("int8", amount)
                .add("int8", balance)
                .add("int8", booked)
                .add("int4", effective)
                .add("bytea", hash);
    }

    private static void addAccounts(Columns columns, List<AccountRow.Change> rows) throws SQLException {
        int size = rows.size();
        String[] scope = new String[size];
        String[] account = new String[size];
        Long[][] now = new Long[4][size];
        byte[][] hash = new byte[size][];
        Long[][] was = new Long[3][size];
        Integer[] terms = new Integer[size];
        for (int i = 0; i < size; i++) {
            AccountRow before = rows.get(i).before();
            AccountRow after = rows.get(i).after();
            scope[i] = after.scope().name();
            account[i] = after.key().row();
            now[0][i] = after.balanceMinor();
            now[1][i] = after.heldMinor();
            now[2][i] = after.entryCount();
            now[3][i] = Chain.micros(after.lastBookedAt());
            hash[i] = after.lastHash().toColumn();
            was[0][i] = before.balanceMinor();
            was[1][i] = before.heldMinor();
            was[2][i] = before.entryCount();
            terms[i] = before.terms();
        }
        columns.add("text", scope).add("text", account);
        for (Long[] column : now) {
            columns.add("int8", column);
        }
        columns.add("bytea", hash);
        for (Long[] column : was) {
            columns.add("int8", column);
        }
        columns.add("int4", terms);
    }

    @Override
    Object id(JournalId id) {
        return id.value();
    }

    /** The parameters of a statement that takes its rows as one array per column. */
    static final class Columns {
        private final Connection connection;
        private final List<Object> values = new ArrayList<>();

        Columns(Connection connection) {
            this.connection = connection;
        }

        Columns add(String type, @Nullable Object[] column) throws SQLException {
            values.add(connection.createArrayOf(type, column));
            return this;
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        }
    }
}
