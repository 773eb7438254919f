package dev.crema.ledger.sql;

import dev.crema.ledger.journal.JournalId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids of 128 bits as columns. */
final class Ids {
    private Ids() {}

    static JournalId journal(ResultSet row, String column) throws SQLException {
        return new JournalId(row.getObject(column, UUID.class));
    }

    static @Nullable JournalId optionalJournal(ResultSet row, String column) throws SQLException {
        @Nullable UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new JournalId(id);
    }
}
