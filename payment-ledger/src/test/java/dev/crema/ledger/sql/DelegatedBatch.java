package dev.crema.ledger.sql;

import dev.crema.ledger.journal.JournalId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The statements of another, for tests that watch or change one of them. */
abstract class DelegatedBatch extends BatchSql {
    private final BatchSql sql;

    DelegatedBatch(BatchSql sql) {
        this.sql = sql;
    }

    @Override
    void lockAndProbe(
            Connection connection,
            SortedSet<AccountKey> accounts,
            Collection<JournalId> journals,
            Patience patience,
            boolean own,
            Found found)
            throws SQLException {
        sql.lockAndProbe(connection, accounts, journals, patience, own, found);
    }

    @Override
    void readHolds(Connection connection, Collection<HoldKey> holds, boolean own, Found found) throws SQLException {
        sql.readHolds(connection, holds, own, found);
    }

    @Override
    boolean presumes() {
        return sql.presumes();
    }

    @Override
    boolean waitedInVain(SQLException e) {
        return sql.waitedInVain(e);
    }

    @Override
    void writeBookings(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
            throws SQLException {
        sql.writeBookings(connection, writing, turn, hurries);
    }

    @Override
    Object id(JournalId id) {
        return sql.id(id);
    }

    @Override
    Object instant(Instant instant) {
        return sql.instant(instant);
    }
}
