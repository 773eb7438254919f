package dev.crema.ledger;

import dev.crema.books.HostTransaction;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A host with transactions of its own, as a framework gives it: while one is open on a thread, the data source hands
 * that transaction's connection to whoever asks on that thread, and does not close it when they do.
 */
public final class TestHost implements HostTransaction, DataSource {
    private final DataSource pool;
    private final Map<Thread, Open> open = new ConcurrentHashMap<>();

    private record Open(Connection connection, List<Runnable> afterCommit) {}

    public TestHost(DataSource pool) {
        this.pool = pool;
    }

    /** Opens a transaction on the calling thread. */
    public void begin() throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        open.put(Thread.currentThread(), new Open(connection, new ArrayList<>()));
    }

    /** Commits it, then runs what was registered for that. */
    public void commit() throws SQLException {
        Open ending = mine();
        ending.connection.commit();
        end(ending);
        ending.afterCommit.forEach(Runnable::run);
    }

    public void rollBack() throws SQLException {
        Open ending = mine();
        ending.connection.rollback();
        end(ending);
    }

    private void end(Open ending) throws SQLException {
        open.remove(Thread.currentThread());
        ending.connection.setAutoCommit(true);
        ending.connection.close();
    }

    private Open mine() {
        Open mine = open.get(Thread.currentThread());
        if (mine == null) {
            throw new IllegalStateException("no transaction of the host is open");
        }
        return mine;
    }

    @Override
    public boolean isOpen() {
        return open.get(Thread.currentThread()) != null;
    }

    @Override
    public void afterCommit(Runnable action) {
        mine().afterCommit.add(action);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Open mine = open.get(Thread.currentThread());
        return mine == null ? pool.getConnection() : unclosable(mine.connection);
    }

    private static Connection unclosable(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                TestHost.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("one user only");
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
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("none");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
