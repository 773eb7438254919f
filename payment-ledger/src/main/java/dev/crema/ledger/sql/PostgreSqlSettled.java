package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.payment.PaymentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** PostgreSQL: one statement of constant text for all tables, whose rows come as one array for each value. */
final class PostgreSqlSettled extends SettledTable {
    private static final String TAKEN = """
            select r.scope, r.reference, r.payment_id
            from unnest(?::text[], ?::text[]) k (scope, reference)
            join crema_reference r on r.scope = k.scope and r.form = 'TRANSFER' and r.reference = k.reference
            """;

    static final String WRITE = write();

    private static String write() {
        String arrays =
                VALUES.stream().map(value -> "?::" + value.type() + "[]").collect(Collectors.joining(", "));
        String names = VALUES.stream().map(Value::name).collect(Collectors.joining(", "));
        String columns =
                names.replace(", " + AT, ", timestamp with time zone 'epoch' + at * interval '1 microsecond' as " + AT);
        StringBuilder text =
                new StringBuilder("with n as (select " + columns + " from unnest(" + arrays + ") n (" + names + "))");
        for (Table table : TABLES.subList(1, TABLES.size())) {
            String name = "t" + TABLES.indexOf(table);
            text.append(",\n")
                    .append(name)
                    .append(" as (")
                    .append(insert(table))
                    .append(")");
        }
        return text.append("\n").append(insert(TABLES.get(0))).toString();
    }

    private static String insert(Table table) {
        return table.rows().stream()
                .map(row -> "select " + String.join(", ", row) + " from n")
                .collect(Collectors.joining(" union all ", "insert into " + table.columns() + " ", ""));
    }

    @Override
    Map<SettledTransfer.Key, PaymentId> taken(Connection connection, Collection<SettledTransfer.Key> keys)
            throws SQLException {
        Map<SettledTransfer.Key, PaymentId> taken = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
            String[] scopes = keys.stream().map(key -> key.scope().name()).toArray(String[]::new);
            String[] references =
                    keys.stream().map(key -> key.reference().value()).toArray(String[]::new);
            statement.setArray(1, connection.createArrayOf("text", scopes));
            statement.setArray(2, connection.createArrayOf("text", references));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.put(
                            new SettledTransfer.Key(new Scope(rows.getString(1)), new Reference(rows.getString(2))),
                            new PaymentId(rows.getString(3)));
                }
            }
        }
        return taken;
    }

    /** Adds one array for each value of the rows; nothing if there are none. */
    static void add(PostgreSqlColumns columns, List<SettledTransfer> transfers) throws SQLException {
        if (transfers.isEmpty()) {
            return;
        }
        for (Value value : VALUES) {
            Object[] column = value.type().equals("text") ? new String[transfers.size()] : new Long[transfers.size()];
            for (int row = 0; row < column.length; row++) {
                Object it = value.of().apply(transfers.get(row));
                column[row] = it instanceof Instant instant ? (Object) Chain.micros(instant) : it;
            }
            columns.add(value.type(), column);
        }
    }

    @Override
    void insert(Connection connection, List<SettledTransfer> transfers, boolean hurries) {
        // They are sent with the journals, in one text; so what these meet, and how long they wait, is theirs as well.
    }

    @Override
    boolean waitedInVain(SQLException e) {
        return false;
    }
}
