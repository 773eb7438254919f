package dev.crema.benchmark.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a thousand journals by column, ready to be written as arrays. */
final class RowBatch {
    private final RowColumns journals;
    private final RowColumns entries;
    private final RowColumns accounts;

    RowBatch(RowColumns journals, RowColumns entries, RowColumns accounts) {
        this.journals = journals;
        this.entries = entries;
        this.accounts = accounts;
    }

    int journals() {
        return journals.rows();
    }

    void bind(Connection connection, PreparedStatement statement) throws SQLException {
        int bound = journals.bind(connection, statement, 0);
        bound = entries.bind(connection, statement, bound);
        accounts.bind(connection, statement, bound);
    }

    /** Rows of one table, or of what is to become of it. */
    static final class RowColumns {
        private final List<String> types;
        private final List<List<@Nullable Object>> columns = new ArrayList<>();

        RowColumns(List<String> types) {
            this.types = types;
            types.forEach(type -> columns.add(new ArrayList<>()));
        }

        void add(List<@Nullable Object> row) {
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add(row.get(i));
            }
        }

        int rows() {
            return columns.get(0).size();
        }

        int bind(Connection connection, PreparedStatement statement, int bound) throws SQLException {
            for (int i = 0; i < columns.size(); i++) {
                statement.setArray(
                        bound + i + 1, connection.createArrayOf(types.get(i), array(types.get(i), columns.get(i))));
            }
            return bound + columns.size();
        }

        /** With elements of the type's own class the driver sends them in the short form. */
        private static @Nullable Object[] array(String type, List<@Nullable Object> values) {
            return switch (type) {
                case "int8" -> values.toArray(new Long[0]);
                case "int4", "int2" -> values.toArray(new Integer[0]);
                case "bool" -> values.toArray(new Boolean[0]);
                case "bytea" -> values.toArray(new byte[0][]);
                default -> values.toArray(new String[0]);
            };
        }
    }
}
