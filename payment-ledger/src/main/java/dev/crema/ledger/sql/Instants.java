package dev.crema.ledger.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.Optional;
import java.util.TimeZone;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Instants as the columns keep them: in UTC, to the microsecond, so that what is read equals what was written. No zone
 * of the process, the session or the driver ever touches them: they cross with their offset or, where columns have
 * none, as text, and back with a calendar of UTC beside them.
 */
final class Instants extends AbstractArgumentFactory<Instant> {
    private final Dialect dialect;

    Instants(Dialect dialect) {
        super(Types.TIMESTAMP_WITH_TIMEZONE);
        this.dialect = dialect;
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
        return (position, statement, context) -> statement.setObject(position, dialect.column(value));
    }

    /** As a parameter for a column with an offset. */
    static OffsetDateTime column(Instant value) {
        return storable(value).atOffset(ZoneOffset.UTC);
    }

    static Instant storable(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    static Instant read(ResultSet row, String column) throws SQLException {
        return readOptional(row, column).orElseThrow(() -> new IllegalStateException(column + " is null"));
    }

    static Optional<Instant> readOptional(ResultSet row, String column) throws SQLException {
        if (row.getMetaData().getColumnTypeName(row.findColumn(column)).equals("DATETIME")) {
            Calendar utc = Calendar.getInstance(TimeZone.getTimeZone(ZoneOffset.UTC)); // drivers write into it
            return Optional.ofNullable(row.getTimestamp(column, utc)).map(Timestamp::toInstant);
        }
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
