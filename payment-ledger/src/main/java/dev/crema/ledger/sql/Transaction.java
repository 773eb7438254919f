package dev.crema.ledger.sql;

import java.sql.SQLException;

/** What a piece of work runs in, from its beginning to its end. Used by one thread. */
interface Transaction {
    /**
     * Makes the work true as far as it is for the library to do.
     *
     * @throws SQLException if it definitely did not become true
     */
    void complete() throws SQLException;

    /** Takes back whatever the work wrote, unless it is too late. Does not throw; adds its own failure to the cause. */
    void undo(Throwable cause);
}
