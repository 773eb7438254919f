package dev.crema.ledger;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose next commit loses its connection, as a network does it: before the database heard, or after. */
public final class LostCommits implements DataSource {
    /** Where the connection breaks. */
    public enum Break {
        NONE,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT,
        /** After it, and no new connection is to be had until told otherwise. */
        AFTER_THE_COMMIT_AND_STAY_AWAY
    }

    private final DataSource real;
    private final AtomicReference<Break> next = new AtomicReference<>(Break.NONE);
    private volatile boolean away;

    public LostCommits(DataSource real) {
        this.real = real;
    }

    /** What happens to the next commit; the ones after it are well again. */
    public void loseNext(Break where) {
        away = false;
        next.set(where);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw lost("connect");
        }
        Connection connection = real.getConnection();
        return (Connection) Proxy.newProxyInstance(
                LostCommits.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(connection);
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void commit(Connection connection) throws SQLException {
        Break where = next.getAndSet(Break.NONE);
        if (where == Break.BEFORE_THE_COMMIT) {
            connection.rollback();
        } else {
            connection.commit();
        }
        if (where != Break.NONE) {
            away = where == Break.AFTER_THE_COMMIT_AND_STAY_AWAY;
            connection.abort(Runnable::run);
            throw lost("commit");
        }
    }

    private static SQLException lost(String when) {
        return new SQLNonTransientConnectionException("An I/O error occurred at " + when, "08006");
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
