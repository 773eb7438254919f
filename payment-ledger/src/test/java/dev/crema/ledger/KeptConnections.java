package dev.crema.ledger;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections, and on each the statements that were prepared: to take one apart costs H2 more than to run it on a
 * few rows, and those that lock or unite are not kept by H2 itself. For one thread.
 */
public final class KeptConnections extends Network {
    private final DataSource real;
    private final Deque<Kept> free = new ArrayDeque<>();

    public KeptConnections(DataSource real) {
        super(real);
        this.real = real;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Kept kept = free.isEmpty() ? new Kept(real.getConnection()) : free.pop();
        kept.closed = false;
        return kept.proxy;
    }

    private final class Kept {
        private final Connection connection;
        private final Connection proxy;
        private final Map<String, Prepared> statements = new HashMap<>();
        private final List<Prepared> inUse = new ArrayList<>();
        private boolean closed;

        Kept(Connection connection) {
            this.connection = connection;
            this.proxy = (Connection) Proxy.newProxyInstance(
                    KeptConnections.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> pass(method, arguments));
        }

        private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
            switch (method.getName()) {
                case "close" -> {
                    giveBack();
                    return null;
                }
                case "isClosed" -> {
                    return closed;
                }
                case "prepareStatement" -> {
                    return prepare(method, arguments);
                }
                default -> {
                    return invoke(method, connection, arguments);
                }
            }
        }

        /** By all that was asked for: statements of other kinds with the same text are others. */
        private @Nullable Object prepare(Method method, Object @Nullable [] arguments) throws Throwable {
            String asked = Arrays.deepToString(arguments);
            Prepared known = statements.get(asked);
            if (known != null && inUse.contains(known)) {
                return invoke(method, connection, arguments);
            }
            if (known == null) {
                known = new Prepared(this, (PreparedStatement) invoke(method, connection, arguments));
                statements.put(asked, known);
            }
            inUse.add(known);
            return known.proxy;
        }

        /** As a pool does: what was not committed is rolled back. */
        private void giveBack() throws SQLException {
            if (closed) {
                return;
            }
            closed = true;
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            for (Prepared left : List.copyOf(inUse)) {
                left.giveBack();
            }
            free.push(this);
        }
    }

    private static final class Prepared {
        private final Kept kept;
        private final PreparedStatement statement;
        private final PreparedStatement proxy;

        Prepared(Kept kept, PreparedStatement statement) {
            this.kept = kept;
            this.statement = statement;
            this.proxy = (PreparedStatement) Proxy.newProxyInstance(
                    KeptConnections.class.getClassLoader(),
                    new Class<?>[] {PreparedStatement.class},
                    (proxy, method, arguments) -> pass(method, arguments));
        }

        private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
            switch (method.getName()) {
                case "close" -> {
                    giveBack();
                    return null;
                }
                case "isClosed" -> {
                    return !kept.inUse.contains(this);
                }
                default -> {
                    return invoke(method, statement, arguments);
                }
            }
        }

        private void giveBack() throws SQLException {
            if (kept.inUse.remove(this)) {
                statement.clearParameters();
                statement.clearBatch();
            }
        }
    }
}
