package dev.crema.proof.bank;

import dev.crema.ledger.Invariants;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The books in the tables of the ledger: nothing is asked of the ledger itself. */
final class SqlBooks implements Books {
    private static final int ROWS_AT_A_TIME = 5_000;

    private static final String ENTRIES = """
            select account, number, journal_id, amount_minor, balance_minor, booked_at
            from crema_entry
            order by scope, account, number
            """;

    private static final String JOURNALS = """
            select journal_id, reference, booked_at
            from crema_journal
            """;

    private static final String HOLDS = """
            select account, reference, amount_minor, captured_minor, state
            from crema_hold
            """;

    private final DataSource database;

    SqlBooks(DataSource database) {
        this.database = database;
    }

    @Override
    public List<String> violations() {
        return Invariants.of(database).everywhere();
    }

    private interface Mapping<T> {
        T read(ResultSet row) throws SQLException;
    }

    @Override
    public void entries(Consumer<EntryWalk.Row> reader) {
        read(
                ENTRIES,
                row -> new EntryWalk.Row(
                        row.getString(1), row.getLong(2), id(row, 3), row.getLong(4), row.getLong(5), row.getString(6)),
                reader);
    }

    @Override
    public void journals(Consumer<JournalWalk.Row> reader) {
        read(JOURNALS, row -> new JournalWalk.Row(id(row, 1), row.getString(2), row.getString(3)), reader);
    }

    @Override
    public void holds(Consumer<HoldsInspection.Row> reader) {
        read(
                HOLDS,
                row -> new HoldsInspection.Row(
                        row.getString(1), row.getString(2), row.getLong(3), row.getLong(4), row.getString(5)),
                reader);
    }

    private <T> void read(String query, Mapping<T> mapping, Consumer<T> reader) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // or PostgreSQL sends everything at once
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    reader.accept(mapping.read(rows));
                }
            }
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException("the books cannot be read", e);
        }
    }

    /** Databases have a type of their own for it, or sixteen bytes. */
    private static UUID id(ResultSet row, int column) throws SQLException {
        Object id = row.getObject(column);
        if (id instanceof UUID uuid) {
            return uuid;
        }
        if (id instanceof byte[] bytes) {
            ByteBuffer bits = ByteBuffer.wrap(bytes);
            return new UUID(bits.getLong(), bits.getLong());
        }
        return UUID.fromString(id.toString());
    }
}
