package dev.crema.ledger;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What lies between the library and a database: all connections pass through it, and in a subclass not all of them well. */
public abstract class Network implements DataSource {
    private final DataSource real;

    protected Network(DataSource real) {
        this.real = real;
    }

    /** Before a connection is handed out. */
    protected void connecting() throws SQLException {}

    /** A commit by itself, or a statement whose text ends with one. */
    public interface Commit {
        void run() throws SQLException;
    }

    /** What happens at a commit. */
    protected void commit(Connection connection, Commit commit) throws SQLException {
        commit.run();
    }

    /** Whether the connection is still what its user takes it for; what is done to one that is not has no effect. */
    protected boolean reaches(Connection connection) {
        return true;
    }

    /** A connection as the database hands it out. */
    protected final Connection connect() throws SQLException {
        return real.getConnection();
    }

    @Override
    public Connection getConnection() throws SQLException {
        connecting();
        Connection connection = connect();
        return (Connection) Proxy.newProxyInstance(
                Network.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(connection, connection::commit);
                        return null;
                    }
                    if (!reaches(connection) && method.getReturnType() == void.class) {
                        return null;
                    }
                    Object result = invoke(method, connection, arguments);
                    return result instanceof PreparedStatement statement
                                    && String.valueOf(arguments[0]).endsWith(";\ncommit")
                            ? committing(connection, statement)
                            : result;
                });
    }

    private PreparedStatement committing(Connection connection, PreparedStatement statement) {
        return (PreparedStatement) Proxy.newProxyInstance(
                Network.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        commit(connection, statement::execute);
                        return true;
                    }
                    return invoke(method, statement, arguments);
                });
    }

    /** Calls it, and throws what it throws. */
    public static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
