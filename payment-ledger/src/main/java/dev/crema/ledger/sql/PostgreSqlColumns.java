package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parameters of statements that take their rows as one array per column. Used by one thread. */
final class PostgreSqlColumns {
    private final Connection connection;
    private final List<Object> values = new ArrayList<>();

    PostgreSqlColumns(Connection connection) {
        this.connection = connection;
    }

    PostgreSqlColumns add(Object value) {
        values.add(value);
        return this;
    }

    PostgreSqlColumns add(String type, @Nullable Object[] column) throws SQLException {
        return add(connection.createArrayOf(type, column));
    }

    /** A column with nulls or of few different values: the values, and of each row which one it has, 0 for none. */
    private PostgreSqlColumns addSparse(String type, @Nullable Object[] column) throws SQLException {
        Map<Object, Integer> places = new LinkedHashMap<>();
        Integer[] place = new Integer[column.length];
        for (int i = 0; i < column.length; i++) {
            @Nullable Object value = column[i];
            place[i] = value == null ? 0 : places.computeIfAbsent(value, first -> places.size() + 1);
        }
        return add(type, places.keySet().toArray()).add("int4", place);
    }

    /** In the order of {@link PostgreSqlWrites#JOURNALS}. */
    PostgreSqlColumns addJournals(List<Writing.JournalRow> rows) throws SQLException {
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
        add("uuid", id).addSparse("uuid", linked).add("int4", effective).add("int8", booked);
        add("text", scope).add("text", reference).add("text", kind).add("text", description);
        return add("bytea", content).add("text", postings);
    }

    /** In the order of {@link PostgreSqlWrites#ENTRIES}. */
    PostgreSqlColumns addEntries(List<Writing.EntryRow> rows) throws SQLException {
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
        add("int8", number).addSparse("uuid", journal).add("int4", leg);
        add("int8", amount).add("int8", balance).add("int8", booked).addSparse("int4", effective);
        return add("text", scope).add("text", account).add("bytea", hash);
    }

    /** In the order of {@link PostgreSqlWrites#ACCOUNTS}. */
    PostgreSqlColumns addAccounts(List<AccountRow.Change> rows) throws SQLException {
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
        for (Long[] column : now) {
            add("int8", column);
        }
        for (Long[] column : was) {
            add("int8", column);
        }
        add("int4", terms);
        return add("text", scope).add("text", account).add("bytea", hash);
    }

    PostgreSqlColumns addTransfers(List<SettledTransfer> transfers) throws SQLException {
        PostgreSqlSettled.add(this, transfers);
        return this;
    }

    List<Object> values() {
        return values;
    }

    void bind(PreparedStatement statement) throws SQLException {
        BatchSql.bind(statement, values);
    }
}
