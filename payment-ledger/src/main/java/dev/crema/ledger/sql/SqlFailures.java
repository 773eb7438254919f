package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.StorageException;
import java.sql.SQLException;

/** Says in the library's words what an SQL error means for whoever asked, once its transaction was rolled back. */
final class SqlFailures {
    private final Dialect dialect;

    SqlFailures(Dialect dialect) {
        this.dialect = dialect;
    }

    /** What the work threw: a failure of its own as it is, and so anything else that has nothing to do with SQL. */
    RuntimeException of(RuntimeException e, boolean inHost) {
        if (e instanceof PaymentException) {
            return e;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return of(sql, inHost);
            }
        }
        return e;
    }

    // Where the transaction is the host's, the host is the one to repeat it.
    PaymentException of(SQLException e, boolean inHost) {
        String what = e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")";
        return switch (dialect.fault(e)) {
            case CONFLICT ->
                new ConcurrencyException(
                        "another transaction was in the way: " + what
                                + (inHost
                                        ? "; roll back your own transaction, of which the database may have undone all,"
                                                + " and repeat it from its start"
                                        : ""),
                        e);
            case BROKEN_RULE -> broken(what, e);
            case OTHER -> new StorageException("the database failed: " + what + "; nothing was written", e);
        };
    }

    private static LedgerInvariantException broken(String what, SQLException e) {
        LedgerInvariantException broken = new LedgerInvariantException("the database stopped a write: " + what);
        broken.addSuppressed(e);
        return broken;
    }
}
