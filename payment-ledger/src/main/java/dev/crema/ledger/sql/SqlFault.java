package dev.crema.ledger.sql;

import java.sql.SQLException;

/** An SQL error on its way to {@link Database}, which knows what it means. Not seen outside. */
final class SqlFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    SqlFault(SQLException cause) {
        super(cause);
    }
}
