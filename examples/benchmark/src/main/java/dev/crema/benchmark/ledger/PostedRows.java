package dev.crema.benchmark.ledger;

import static java.util.Objects.requireNonNull;

import dev.crema.benchmark.ledger.RowBatch.RowColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger posted in a PostgreSQL database: the rows of its journals, of their entries, and what each thousand of
 * them makes of the accounts. The tables' columns are taken as they are found, whatever the version of the schema.
 */
final class PostedRows {
    private static final int TOGETHER = 1000;
    // Read and written in the driver's own form; everything else as text.
    private static final Set<String> PLAIN = Set.of("int8", "int4", "int2", "bool", "bytea");
    private static final String JOURNALS =
            "select * from crema_journal where reference not like 'funds-%' order by booked_at, journal_id";
    private static final String ENTRIES = """
            select e.* from crema_entry e join crema_journal j on j.journal_id = e.journal_id
            where j.reference not like 'funds-%'
            order by e.scope, e.account, e.number
            """;

    /** The columns of an account that an entry changes, and the columns of the entry that say to what. */
    private static final Map<String, String> CHANGES = new LinkedHashMap<>(Map.of(
            "balance_minor", "balance_minor",
            "entry_count", "number",
            "last_booked_at", "booked_at",
            "last_hash", "hash"));

    private record Columns(List<String> names, List<String> types) {
        static Columns of(ResultSetMetaData data) throws SQLException {
            List<String> names = new ArrayList<>();
            List<String> types = new ArrayList<>();
            for (int i = 1; i <= data.getColumnCount(); i++) {
                names.add(data.getColumnName(i));
                types.add(data.getColumnTypeName(i));
            }
            return new Columns(names, types);
        }

        List<@Nullable Object> read(ResultSet row) throws SQLException {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                values.add(PLAIN.contains(types.get(i)) ? row.getObject(i + 1) : row.getString(i + 1));
            }
            return values;
        }

        int position(String name) {
            return names.indexOf(name);
        }

        String arrays() {
            return types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "));
        }

        RowColumns none() {
            return new RowColumns(types);
        }
    }

    private final Columns journals;
    private final Columns entries;
    private final Columns changes;

    private PostedRows(Columns journals, Columns entries, Columns changes) {
        this.journals = journals;
        this.entries = entries;
        this.changes = changes;
    }

    static PostedRows in(Connection connection) throws SQLException {
        return new PostedRows(
                columns(connection, "crema_journal"),
                columns(connection, "crema_entry"),
                changed(columns(connection, "crema_account")));
    }

    private static Columns columns(Connection connection, String table) throws SQLException {
        try (PreparedStatement none = connection.prepareStatement("select * from " + table + " where false");
                ResultSet rows = none.executeQuery()) {
            return Columns.of(rows.getMetaData());
        }
    }

    private static Columns changed(Columns account) {
        List<String> names = new ArrayList<>(List.of("scope", "account"));
        CHANGES.keySet().stream().filter(account.names()::contains).sorted().forEach(names::add);
        return new Columns(
                names,
                names.stream()
                        .map(name -> account.types().get(account.position(name)))
                        .toList());
    }

    /** The one statement that writes a batch. */
    String statement() {
        return """
                with journals as (insert into crema_journal (%s) select * from unnest(%s)),
                entries as (insert into crema_entry (%s) select * from unnest(%s))
                update crema_account a set %s
                from unnest(%s) as n (%s) where a.scope = n.scope and a.account = n.account
                """.formatted(
                        String.join(", ", journals.names()),
                        journals.arrays(),
                        String.join(", ", entries.names()),
                        entries.arrays(),
                        changes.names().stream()
                                .skip(2)
                                .map(name -> name + " = n." + name)
                                .collect(Collectors.joining(", ")),
                        changes.arrays(),
                        String.join(", ", changes.names()));
    }

    List<RowBatch> batches(Connection connection) throws SQLException {
        Map<String, Integer> batchOf = new HashMap<>();
        List<RowColumns> journalRows = new ArrayList<>();
        List<RowColumns> entryRows = new ArrayList<>();
        List<Map<String, List<@Nullable Object>>> last = new ArrayList<>();
        read(connection, JOURNALS, journals, row -> {
            int batch = batchOf.size() / TOGETHER;
            if (batch == journalRows.size()) {
                journalRows.add(journals.none());
                entryRows.add(entries.none());
                last.add(new HashMap<>());
            }
            journalRows.get(batch).add(row);
            batchOf.put(String.valueOf(row.get(journals.position("journal_id"))), batch);
        });
        read(connection, ENTRIES, entries, row -> {
            String journal = String.valueOf(row.get(entries.position("journal_id")));
            int batch = requireNonNull(batchOf.get(journal), journal);
            entryRows.get(batch).add(row);
            // They come in the order of their numbers, so what stays is the last one in its batch.
            last.get(batch).put(String.valueOf(row.get(entries.position("account"))), row);
        });
        List<RowBatch> batches = new ArrayList<>();
        Map<String, List<@Nullable Object>> newest = new HashMap<>();
        for (int i = 0; i < journalRows.size(); i++) {
            last.get(i).forEach((account, entry) -> newest.merge(account, entry, this::later));
            List<List<@Nullable Object>> touched =
                    last.get(i).keySet().stream().map(newest::get).toList();
            batches.add(new RowBatch(journalRows.get(i), entryRows.get(i), changed(touched)));
        }
        return batches;
    }

    /** Journals of one moment are in any order, so an account's later entry may be in the earlier batch. */
    private List<@Nullable Object> later(List<@Nullable Object> one, List<@Nullable Object> other) {
        return number(one) > number(other) ? one : other;
    }

    private long number(List<@Nullable Object> entry) {
        return Long.parseLong(String.valueOf(entry.get(entries.position("number"))));
    }

    private RowColumns changed(Iterable<List<@Nullable Object>> lastEntries) {
        RowColumns rows = changes.none();
        for (List<@Nullable Object> entry : lastEntries) {
            List<@Nullable Object> row = new ArrayList<>();
            for (String name : changes.names()) {
                row.add(entry.get(entries.position(CHANGES.getOrDefault(name, name))));
            }
            rows.add(row);
        }
        return rows;
    }

    private interface Row {
        void accept(List<@Nullable Object> values);
    }

    private static void read(Connection connection, String query, Columns columns, Row each) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(TOGETHER);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.accept(columns.read(rows));
                }
            }
        }
        connection.commit();
    }
}
