package dev.crema.ledger.sql;

import dev.crema.payment.PaymentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** H2 works in this process, where a statement costs no round trip: one transfer's rows each, in JDBC batches. */
final class H2Settled extends SettledTable {
    private static final String TAKEN =
            "select payment_id from crema_reference where scope = ? and form = 'TRANSFER' and reference = ?";

    private static final int GAVE_UP = 50200;

    private final Dialect dialect;

    H2Settled(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    Map<SettledTransfer.Key, PaymentId> taken(Connection connection, Collection<SettledTransfer.Key> keys)
            throws SQLException {
        Map<SettledTransfer.Key, PaymentId> taken = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
            for (SettledTransfer.Key key : keys) {
                statement.setString(1, key.scope().name());
                statement.setString(2, key.reference().value());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        taken.put(key, new PaymentId(row.getString(1)));
                    }
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
            if (hurries && table.equals(TABLES.get(0))) {
                H2Dialect.inAHurry(connection, hurried -> insert(connection, table, transfers));
            } else {
                insert(connection, table, transfers);
            }
        }
    }

    private void insert(Connection connection, Table table, List<SettledTransfer> transfers) throws SQLException {
        List<Value> values = table.values();
        try (PreparedStatement statement =
                connection.prepareStatement("insert into " + table.columns() + " values " + table.gaps())) {
            for (SettledTransfer transfer : transfers) {
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, column(values.get(i), transfer, dialect));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
