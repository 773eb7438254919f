package dev.crema.ledger.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one batch on PostgreSQL: in one round trip, the commit included, or in two where it goes beside another. Used by
 * one thread.
 */
final class PostgreSqlWrites {
    // To write what is not locked waits for nobody for long: there is a way that passes by what others have locked.
    private static final Settings NONE = new Settings("", 0);
    private static final Settings SHORT = new Settings(PostgreSqlBatch.PINNED.formatted("20ms"), 2);

    // To be planned for its values is faster for a few, as long as it goes by key.
    private static final Settings SHORT_FOR_FEW = new Settings(PostgreSqlBatch.READ_COMMITTED + """
            select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                set_config('enable_mergejoin', 'off', true), set_config('lock_timeout', '20ms', true);
            """, 2);

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

    // What has no fixed length is unnested; all else is taken out of its array by place, which is less work. A place
    // that the array does not have stands for null.
    static final String JOURNALS = """
            insert into crema_journal (journal_id, scope, reference, kind, description, content_hash, linked_to,
                effective_on, booked_at, postings)
            select (?::uuid[])[i], scope, reference, kind, description, content, (?::uuid[])[(?::integer[])[i]],
                date '1970-01-01' + (?::integer[])[i],
                timestamp with time zone 'epoch' + (?::bigint[])[i] * interval '1 microsecond', postings
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[]) with ordinality
                j (scope, reference, kind, description, content, postings, i)""";

    static final String ENTRIES = """
            insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at,
                effective_on, hash)
            select scope, account, (?::bigint[])[i], (?::uuid[])[(?::integer[])[i]], (?::integer[])[i],
                (?::bigint[])[i], (?::bigint[])[i],
                timestamp with time zone 'epoch' + (?::bigint[])[i] * interval '1 microsecond',
                date '1970-01-01' + (?::integer[])[(?::integer[])[i]], hash
            from unnest(?::text[], ?::text[], ?::bytea[]) with ordinality e (scope, account, hash, i)""";

    // One after the other where plans go by key, so locks that are not held yet are taken in the order of the rows.
    private static final String UPDATE = """
            update crema_account a
            set balance_minor = n.balance, held_minor = n.held, entry_count = n.count,
                last_booked_at = timestamp with time zone 'epoch' + n.booked * interval '1 microsecond',
                last_hash = n.hash
            from %s
                n (balance, held, count, booked, balance_was, held_was, count_was, terms, scope, account, hash)
            where a.scope = n.scope and a.account = n.account and a.balance_minor = n.balance_was
                and a.held_minor = n.held_was and a.entry_count = n.count_was and a.terms = n.terms""";

    static final String ACCOUNTS = UPDATE.formatted("""
            (select (?::bigint[])[i], (?::bigint[])[i], (?::bigint[])[i], (?::bigint[])[i], (?::bigint[])[i],
                (?::bigint[])[i], (?::bigint[])[i], (?::integer[])[i], scope, account, hash
            from unnest(?::text[], ?::text[], ?::bytea[]) with ordinality r (scope, account, hash, i))""");

    private static final String ACCOUNT_ROW = "(?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint,"
            + " ?::bigint, ?::integer, ?::text, ?::text, ?::bytea)";

    // Divides by zero if one is not as it was presumed, so the commit may stand in the same text: a round trip less.
    private static final String ALL_OR_NOTHING =
            "with changed as (%s returning 1) select 1 / (count(*) = ?)::integer from changed";
    private static final String COMMIT = "commit";

    // Classes of errors that say that nothing was committed, and those among them that do not.
    private static final Set<String> REFUSALS = Set.of("0A", "22", "23", "25", "26", "40", "42", "54", "55", "P0");
    private static final Set<String> UNCERTAIN = Set.of("25P03", "25P04", "40003");

    private final BatchSql sql;
    private final Connection connection;
    private final Writing writing;

    PostgreSqlWrites(BatchSql sql, Connection connection, Writing writing) {
        this.sql = sql;
        this.connection = connection;
        this.writing = writing;
    }

    /**
     * Writes journals, entries, accounts and transfers; and commits, if there is a turn and nothing else to be written.
     *
     * @param turn null if the accounts are locked
     */
    void write(@Nullable Turn turn) throws SQLException {
        boolean single = writing.journals.size() <= 1 && writing.entries.size() <= PostgreSqlBatch.FEW;
        if (turn != null
                && !single
                && (!turn.isAlone() || (turn.isSharing() && writing.journals.size() > PostgreSqlBatch.FEW))) {
            writeInTwo(turn);
            return;
        }
        boolean commits = false;
        if (turn != null) {
            turn.requirePrevious();
            commits = isAll();
        }
        if (single) {
            writeFew(turn == null, commits);
        } else {
            writeAll(turn == null ? NONE : SHORT, commits);
        }
    }

    private boolean isAll() {
        return writing.isBookingsOnly() && !writing.accounts.isEmpty();
    }

    /**
     * New rows are in nobody's way, so they are written beside the batch before, and only for the accounts is there a
     * wait for it; and meanwhile the next can begin. So two processors of the server's have something to do.
     */
    private void writeInTwo(Turn turn) throws SQLException {
        PostgreSqlColumns inserted = columns()
                .addJournals(writing.journals)
                .addEntries(writing.entries)
                .addTransfers(writing.transfers);
        boolean commits = isAll();
        PostgreSqlColumns updated = accounts(commits);
        try (PreparedStatement statement = SHORT.prepare(connection, String.join(";\n", inserts()))) {
            inserted.bind(statement);
            statement.execute();
            SHORT.skip(statement);
            requireInserts(statement);
        }
        turn.requirePrevious();
        turn.letNext();
        try (PreparedStatement statement = prepare(NONE, List.of(accountsText(commits)), commits)) {
            updated.bind(statement);
            if (commits) {
                commit(statement);
            } else {
                BatchSql.requireAll(writing.accounts.size(), statement.executeUpdate(), "an account");
            }
        }
    }

    private PostgreSqlColumns columns() {
        return new PostgreSqlColumns(connection);
    }

    private PostgreSqlColumns accounts(boolean commits) throws SQLException {
        PostgreSqlColumns accounts = columns().addAccounts(List.copyOf(writing.accounts.values()));
        return commits ? accounts.add(writing.accounts.size()) : accounts;
    }

    private static String accountsText(boolean commits) {
        return commits ? ALL_OR_NOTHING.formatted(ACCOUNTS) : ACCOUNTS;
    }

    private List<String> inserts() {
        return writing.transfers.isEmpty()
                ? List.of(JOURNALS, ENTRIES)
                : List.of(JOURNALS, ENTRIES, PostgreSqlSettled.WRITE);
    }

    private void requireInserts(PreparedStatement statement) throws SQLException {
        BatchSql.requireAll(writing.journals.size(), statement.getUpdateCount(), "a journal");
        statement.getMoreResults();
        BatchSql.requireAll(writing.entries.size(), statement.getUpdateCount(), "an entry");
        if (!writing.transfers.isEmpty()) {
            statement.getMoreResults();
            BatchSql.requireAll(writing.transfers.size(), statement.getUpdateCount(), "a transfer");
        }
    }

    private void writeAll(Settings settings, boolean commits) throws SQLException {
        PostgreSqlColumns columns = accounts(commits)
                .addJournals(writing.journals)
                .addEntries(writing.entries)
                .addTransfers(writing.transfers);
        List<String> statements = new ArrayList<>(List.of(accountsText(commits)));
        statements.addAll(inserts());
        try (PreparedStatement statement = prepare(settings, statements, commits)) {
            columns.bind(statement);
            if (commits) {
                commit(statement);
                return;
            }
            statement.execute();
            settings.skip(statement);
            BatchSql.requireAll(writing.accounts.size(), statement.getUpdateCount(), "an account");
            statement.getMoreResults();
            requireInserts(statement);
        }
    }

    /** Plain statements are planned and started faster than those that take arrays. */
    private void writeFew(boolean locked, boolean commits) throws SQLException {
        Settings settings = locked ? NONE : SHORT_FOR_FEW;
        List<String> statements = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        if (locked) {
            for (AccountRow.Change change : writing.accounts.values()) {
                // The plans of a host's transaction are not ours to choose: these can only go by key.
                statements.add(BatchSql.UPDATE_ACCOUNT);
                rows.add(1);
                values.addAll(Arrays.asList(sql.values(change)));
            }
        } else if (!writing.accounts.isEmpty()) {
            String update = UPDATE.formatted(accountRows(writing.accounts.size()));
            statements.add(commits ? ALL_OR_NOTHING.formatted(update) : update);
            rows.add(writing.accounts.size());
            writing.accounts.values().forEach(change -> values.addAll(row(change)));
            if (commits) {
                values.add(writing.accounts.size());
            }
        }
        for (Writing.JournalRow row : writing.journals) {
            statements.add(BatchSql.rows(BatchSql.INSERT_JOURNALS, 1));
            rows.add(1);
            values.addAll(Arrays.asList(sql.values(row)));
        }
        if (!writing.entries.isEmpty()) {
            statements.add(BatchSql.rows(BatchSql.INSERT_ENTRIES, writing.entries.size()));
            rows.add(writing.entries.size());
            writing.entries.forEach(row -> values.addAll(Arrays.asList(sql.values(row))));
        }
        if (!writing.transfers.isEmpty()) {
            statements.add(PostgreSqlSettled.WRITE);
            rows.add(writing.transfers.size());
            values.addAll(columns().addTransfers(writing.transfers).values());
        }
        try (PreparedStatement statement = prepare(settings, statements, commits)) {
            BatchSql.bind(statement, values);
            if (commits) {
                commit(statement);
                return;
            }
            statement.execute();
            settings.skip(statement);
            for (int expected : rows) {
                BatchSql.requireAll(expected, statement.getUpdateCount(), "a row");
                statement.getMoreResults();
            }
        }
    }

    private static String accountRows(int count) {
        return "(values " + String.join(", ", Collections.nCopies(count, ACCOUNT_ROW)) + ")";
    }

    private static List<Object> row(AccountRow.Change change) {
        AccountRow before = change.before();
        AccountRow after = change.after();
        return List.of(
                after.balanceMinor(),
                after.heldMinor(),
                after.entryCount(),
                Chain.micros(after.lastBookedAt()),
                before.balanceMinor(),
                before.heldMinor(),
                before.entryCount(),
                before.terms(),
                after.scope().name(),
                after.key().row(),
                after.lastHash().toColumn());
    }

    private PreparedStatement prepare(Settings settings, List<String> statements, boolean commits) throws SQLException {
        String text = String.join(";\n", statements);
        return settings.prepare(connection, commits ? text + ";\n" + COMMIT : text);
    }

    /** Executes a text that ends with a commit. */
    private static void commit(PreparedStatement statement) throws SQLException {
        try {
            statement.execute();
        } catch (SQLException e) {
            if (isRefusal(e.getSQLState())) {
                throw e;
            }
            throw OwnTransaction.unanswered(e);
        } catch (RuntimeException e) {
            throw OwnTransaction.unanswered(e);
        }
    }

    private static boolean isRefusal(@Nullable String state) {
        return state != null
                && state.length() == 5
                && REFUSALS.contains(state.substring(0, 2))
                && !UNCERTAIN.contains(state);
    }
}
