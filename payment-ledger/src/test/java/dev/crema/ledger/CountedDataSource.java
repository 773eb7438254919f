package dev.crema.ledger;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source that counts what goes through it: statements, a batch being one, and commits that made something true,
 * those of writes in auto-commit mode included.
 */
public final class CountedDataSource extends Network {
    private static final Pattern READS =
            Pattern.compile("\\s*(select|set|show|savepoint|release|rollback)\\b", Pattern.CASE_INSENSITIVE);

    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();

    public CountedDataSource(DataSource dataSource) {
        super(dataSource);
    }

    /** What was counted until now, or between two moments. */
    public record Counts(int statements, int commits) {
        public Counts since(Counts before) {
            return new Counts(statements - before.statements, commits - before.commits);
        }

        public Counts plus(Counts more) {
            return new Counts(statements + more.statements, commits + more.commits);
        }
    }

    public Counts counts() {
        return new Counts(statements.get(), commits.get());
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = connect();
        boolean[] wrote = {false};
        return (Connection) proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit") && wrote[0]) {
                commits.incrementAndGet();
            }
            if (method.getName().equals("commit") || method.getName().equals("rollback")) {
                wrote[0] = false;
            }
            Object result = invoke(method, connection, arguments);
            if (result instanceof PreparedStatement prepared) {
                String sql = arguments == null ? "" : String.valueOf(arguments[0]);
                return proxy(
                        PreparedStatement.class,
                        (its, given) -> executed(connection, prepared, its, given, sql, wrote));
            }
            if (result instanceof Statement plain) {
                return proxy(Statement.class, (its, given) -> executed(connection, plain, its, given, "", wrote));
            }
            return result;
        });
    }

    private @Nullable Object executed(
            Connection connection,
            Statement statement,
            Method method,
            Object @Nullable [] arguments,
            String prepared,
            boolean[] wrote)
            throws Throwable {
        if (method.getName().startsWith("execute")) {
            statements.incrementAndGet();
            String sql = prepared.isEmpty() && arguments != null && arguments.length > 0
                    ? String.valueOf(arguments[0])
                    : prepared;
            boolean reads = READS.matcher(sql).lookingAt();
            wrote[0] |= !reads;
            if (!reads && connection.getAutoCommit()) {
                commits.incrementAndGet();
                wrote[0] = false;
            }
        }
        return invoke(method, statement, arguments);
    }

    private interface Handler {
        @Nullable
        Object handle(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static Object proxy(Class<?> type, Handler handler) {
        return Proxy.newProxyInstance(
                CountedDataSource.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, arguments));
    }
}
