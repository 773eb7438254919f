package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.ledger.audit.Seal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and reads {@code crema_seal} and {@code crema_seal_head}. Stateless. */
final class SealTable {
    private static final String LAST = """
            select number, hash, sealed_at, closed_through from crema_seal where scope = ? order by number desc limit 1
            """;

    private static final String INSERT_HEADS = """
            insert into crema_seal_head (scope, account, seal, entry_count, hash)
            select a.scope, a.account, ?, a.entry_count, a.last_hash
            from crema_account a
            where a.scope = ? and a.entry_count > coalesce((
                select h.entry_count from crema_seal_head h
                where h.scope = a.scope and h.account = a.account
                order by h.seal desc limit 1), 0)
            """;

    private static final String HEADS = """
            select account, entry_count, hash from crema_seal_head where scope = ? and seal = ? order by account
            """;

    private static final String INSERT = """
            insert into crema_seal (scope, number, heads, previous_hash, hash, sealed_at, closed_through)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String CLOSED = "select ends_on from crema_period where scope = ? order by ends_on";

    private SealTable() {}

    static Optional<Seal> last(Connection connection, Scope scope) throws SQLException {
        return lastRow(connection, scope).map(Last::seal);
    }

    /** @param closedThrough the last day that was closed when it was made, if one was */
    private record Last(Seal seal, @Nullable LocalDate closedThrough) {}

    private static Optional<Last> lastRow(Connection connection, Scope scope) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST)) {
            statement.setString(1, scope.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Last(
                                new Seal(
                                        scope.name(),
                                        row.getLong(1),
                                        Instants.read(row, "sealed_at"),
                                        Hash.read(row.getBytes(2)).toString()),
                                row.getObject("closed_through", LocalDate.class)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Seals in the transaction that is open. Reads what is committed and locks no account; whoever else seals at the same
     * time comes into conflict over the number.
     */
    static Seal seal(Connection connection, Dialect dialect, Scope scope, Instant now) throws SQLException {
        Optional<Last> before = lastRow(connection, scope);
        Optional<Seal> last = before.map(Last::seal);
        long number = last.map(Seal::number).orElse(0L) + 1;
        List<LocalDate> closed = closed(connection, scope);
        @Nullable LocalDate through = closed.isEmpty() ? null : closed.get(closed.size() - 1);
        try {
            long heads = insertHeads(connection, scope, number);
            if (heads == 0
                    && last.isPresent()
                    && Objects.equals(through, before.get().closedThrough())) {
                return last.get();
            }
            byte[] previous = last.map(seal -> java.util.HexFormat.of().parseHex(seal.hash()))
                    .orElseGet(Hash.NONE::toColumn);
            Instant at = Instants.storable(now);
            SealDigest digest = new SealDigest(scope.name(), number, heads, previous, Chain.micros(at));
            closed.forEach(digest::addClosed);
            Hash hash = hash(connection, dialect.walk().fetchSize(connection), scope, number, digest);
            insert(connection, scope, number, heads, previous, hash, dialect.column(at), through);
            return new Seal(scope.name(), number, at, hash.toString());
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("23")) {
                throw BatchSql.changed("a seal", e);
            }
            throw e;
        }
    }

    private static List<LocalDate> closed(Connection connection, Scope scope) throws SQLException {
        List<LocalDate> closed = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CLOSED)) {
            statement.setString(1, scope.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    closed.add(row.getObject(1, LocalDate.class));
                }
            }
        }
        return closed;
    }

    private static long insertHeads(Connection connection, Scope scope, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_HEADS)) {
            statement.setLong(1, number);
            statement.setString(2, scope.name());
            return statement.executeLargeUpdate();
        }
    }

    private static Hash hash(Connection connection, int fetch, Scope scope, long number, SealDigest digest)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEADS)) {
            statement.setFetchSize(fetch);
            statement.setString(1, scope.name());
            statement.setLong(2, number);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    digest.add(row.getBytes(1), row.getLong(2), row.getBytes(3));
                }
            }
        }
        return digest.finish();
    }

    private static void insert(
            Connection connection,
            Scope scope,
            long number,
            long heads,
            byte[] previous,
            Hash hash,
            Object at,
            @Nullable LocalDate through)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, scope.name());
            statement.setLong(2, number);
            statement.setLong(3, heads);
            statement.setBytes(4, previous);
            statement.setBytes(5, hash.toColumn());
            statement.setObject(6, at);
            statement.setObject(7, through);
            statement.executeUpdate();
        }
    }

    /** What a seal is the hash of. Used by one thread. */
    static final class SealDigest {
        private final MessageDigest digest = Hash.sha256();
        private final ByteBuffer numbers = ByteBuffer.allocate(24);
        private long added;
        private final long heads;

        SealDigest(String scope, long number, long heads, byte[] previous, long sealedAt) {
            this.heads = heads;
            digest.update(("crema seal\n" + scope + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(previous);
            numbers.putLong(number).putLong(heads).putLong(sealedAt).flip();
            digest.update(numbers);
        }

        /** Adds the last day of a closed period; all of them before the first head. */
        void addClosed(LocalDate endsOn) {
            digest.update(("closed " + endsOn + "\n").getBytes(StandardCharsets.UTF_8));
        }

        void add(byte[] account, long count, byte[] hash) {
            added++;
            digest.update(account);
            numbers.clear().put((byte) '\n').putLong(count).flip();
            digest.update(numbers);
            digest.update(hash);
        }

        /** Whether as many heads were added as were announced. */
        boolean isComplete() {
            return added == heads;
        }

        Hash finish() {
            return Hash.finish(digest);
        }
    }
}
