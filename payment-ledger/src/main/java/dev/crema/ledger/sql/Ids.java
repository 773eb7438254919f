package dev.crema.ledger.sql;

import dev.crema.ledger.journal.JournalId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;

/** Ids of 128 bits as columns: of a type of their own where the database has one, else 16 bytes. */
final class Ids extends AbstractArgumentFactory<UUID> {
    private final Dialect dialect;

    Ids(Dialect dialect) {
        super(Types.OTHER);
        this.dialect = dialect;
    }

    @Override
    protected Argument build(UUID value, ConfigRegistry config) {
        return (position, statement, context) -> statement.setObject(position, dialect.column(value));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static JournalId journal(ResultSet row, String column) throws SQLException {
        JournalId id = optionalJournal(row, column);
        if (id == null) {
            throw new IllegalStateException(column + " is null");
        }
        return id;
    }

    static @Nullable JournalId optionalJournal(ResultSet row, String column) throws SQLException {
        if (row.getMetaData().getColumnTypeName(row.findColumn(column)).equalsIgnoreCase("UUID")) {
            @Nullable UUID id = row.getObject(column, UUID.class);
            return id == null ? null : new JournalId(id);
        }
        byte @Nullable [] bytes = row.getBytes(column);
        if (bytes == null) {
            return null;
        }
        ByteBuffer id = ByteBuffer.wrap(bytes);
        return new JournalId(new UUID(id.getLong(), id.getLong()));
    }
}
