package dev.crema.ledger;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source that numbers every statement, commit and rollback that passes, and lets the process die before or after
 * the chosen one: a {@link Death} is thrown, and from then on nothing passes any more. An open transaction is rolled
 * back, as the database does when a process has gone.
 */
public final class CrashPoints implements DataSource {
    /** The end of the simulated process. Nothing in the library may catch it and go on as if nothing had been. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death(String where) {
            super(where);
        }
    }

    private static final String COMMIT = "commit";

    private final DataSource dataSource;
    private final String kind;
    private final int point;
    private final boolean after;
    private int passed;
    private boolean dead;
    private String death = "did not die";

    private CrashPoints(DataSource dataSource, String kind, int point, boolean after) {
        this.dataSource = dataSource;
        this.kind = kind;
        this.point = point;
        this.after = after;
    }

    /** Counts and never dies. */
    public static CrashPoints counting(DataSource dataSource) {
        return new CrashPoints(dataSource, "", 0, false);
    }

    /** Dies at the point of that number, from 1; after it has taken effect, or before. */
    public static CrashPoints dyingAt(DataSource dataSource, int point, boolean after) {
        return new CrashPoints(dataSource, "", point, after);
    }

    /** Dies before the commit of that number, from 1. */
    public static CrashPoints beforeCommit(DataSource dataSource, int number) {
        return new CrashPoints(dataSource, COMMIT, number, false);
    }

    /** Dies after the commit of that number, from 1, of which nobody is told any more. */
    public static CrashPoints afterCommit(DataSource dataSource, int number) {
        return new CrashPoints(dataSource, COMMIT, number, true);
    }

    /** How many points have passed. */
    public synchronized int passed() {
        return passed;
    }

    /** A point outside of the database, for instance before and after a channel is called. */
    public void pass(String what) {
        before(what);
        after(what);
    }

    private boolean counts(String what) {
        return kind.isEmpty() || kind.equals(what);
    }

    private synchronized void before(String what) {
        if (dead) {
            throw new Death("dead already, at " + what);
        }
        passed += counts(what) ? 1 : 0;
        if (passed == point && !after && counts(what)) {
            throw die("before point " + point + ", " + what);
        }
    }

    private synchronized void after(String what) {
        if (passed == point && after && !dead && counts(what)) {
            throw die("after point " + point + ", " + what);
        }
    }

    private Death die(String where) {
        dead = true;
        death = where;
        return new Death(where);
    }

    /** Where it died. */
    public synchronized String death() {
        return death;
    }

    private synchronized boolean isDead() {
        return dead;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isDead()) {
            throw new Death("dead already, at getConnection");
        }
        Connection connection = dataSource.getConnection();
        return proxy(Connection.class, (method, arguments) -> onConnection(connection, method, arguments));
    }

    private @Nullable Object onConnection(Connection connection, Method method, Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case COMMIT, "rollback" -> {
                if (isDead()) {
                    return null; // the library's own clean-up happens in a process that is no more
                }
                return counted(method.getName(), () -> method.invoke(connection, arguments));
            }
            case "close" -> {
                if (isDead() && !connection.isClosed() && !connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                return method.invoke(connection, arguments);
            }
            case "setAutoCommit" -> {
                return isDead() ? null : method.invoke(connection, arguments);
            }
            default -> {
                Object result = method.invoke(connection, arguments);
                return result instanceof Statement statement ? statement(statement) : result;
            }
        }
    }

    private Statement statement(Statement statement) {
        Class<? extends Statement> type = statement instanceof CallableStatement
                ? CallableStatement.class
                : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return proxy(
                type,
                (method, arguments) -> method.getName().startsWith("execute")
                        ? counted(statement.toString(), () -> method.invoke(statement, arguments))
                        : method.invoke(statement, arguments));
    }

    private interface Step {
        @Nullable
        Object run() throws Exception;
    }

    private @Nullable Object counted(String what, Step step) throws Exception {
        before(what);
        Object result = step.run();
        after(what);
        return result;
    }

    private interface Handler {
        @Nullable
        Object handle(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                CrashPoints.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return handler.handle(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("one user only");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return dataSource.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
