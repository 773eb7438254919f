package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.payment.PaymentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** MariaDB and MySQL: one statement for each table, with all its rows, which the driver writes out by itself. */
final class MySqlSettled extends SettledTable {
    private static final int MOST_ROWS = 500;

    private static final String TAKEN = """
            select straight_join r.scope, r.reference, r.payment_id
            from json_table(?, '$[*]' columns (
                scope varchar(32) character set ascii collate ascii_bin path '$[0]',
                reference varchar(64) character set ascii collate ascii_bin path '$[1]')) k
            straight_join crema_reference r force index (primary)
                on r.scope = k.scope and r.form = 'TRANSFER' and r.reference = k.reference
            """;

    // For this statement only: MariaDB takes the one for a comment and MySQL the other, which waits a second at least.
    private static final String HURRIED = "/*M! set statement innodb_lock_wait_timeout = 0 for */"
            + " insert /*+ set_var(innodb_lock_wait_timeout = 1) */";
    private static final int GAVE_UP = 1205;

    private final Dialect dialect;

    MySqlSettled(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    Map<SettledTransfer.Key, PaymentId> taken(Connection connection, Collection<SettledTransfer.Key> keys)
            throws SQLException {
        JsonRows asked = new JsonRows();
        keys.forEach(key -> asked.add(key.scope().name(), key.reference().value()));
        Map<SettledTransfer.Key, PaymentId> taken = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
            statement.setString(1, asked.toString());
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

    @Override
    boolean waitedInVain(SQLException e) {
        return e.getErrorCode() == GAVE_UP;
    }

    @Override
    void insert(Connection connection, List<SettledTransfer> transfers, boolean hurries) throws SQLException {
        for (Table table : TABLES) {
            for (int from = 0; from < transfers.size(); from += MOST_ROWS) {
                String insert = hurries && table.equals(TABLES.get(0)) ? HURRIED : "insert";
                insert(
                        connection,
                        insert,
                        table,
                        transfers.subList(from, Math.min(transfers.size(), from + MOST_ROWS)));
            }
        }
    }

    private void insert(Connection connection, String insert, Table table, List<SettledTransfer> transfers)
            throws SQLException {
        String rows = String.join(", ", Collections.nCopies(transfers.size(), table.gaps()));
        List<Value> values = table.values();
        try (PreparedStatement statement =
                connection.prepareStatement(insert + " into " + table.columns() + " values " + rows)) {
            int gap = 1;
            for (SettledTransfer transfer : transfers) {
                for (Value value : values) {
                    statement.setObject(gap++, column(value, transfer, dialect));
                }
            }
            BatchSql.requireAll((long) transfers.size() * table.rows().size(), statement.executeUpdate(), "a row");
        }
    }
}
