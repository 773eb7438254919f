package dev.crema.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A network that numbers everything that crosses it, each statement, commit and rollback, and with {@link #pass} what goes
 * to a channel and comes back; and on which one {@link Fault} strikes at one of these boundaries. When the process dies, a
 * {@link Death} is thrown, and from then on nothing passes any more; an open transaction is rolled back, as the database
 * does when a process has gone. Thread-safe.
 */
public final class CrashPoints extends Network {
    /** What happens at a boundary. */
    public enum Fault {
        /** The process dies before it has taken effect. */
        DIE_BEFORE,
        /** The process dies after it has taken effect. */
        DIE_AFTER,
        /** It fails, and the connection with it. */
        ERROR_ONCE,
        /** It fails, and so does the same from then on, every time. */
        ERROR_ALWAYS,
        /** It takes effect, and the connection is lost before anybody is told. */
        ANSWER_LOST
    }

    /** The end of the simulated process. Nothing in the library may catch it and go on as if nothing had been. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death(String where) {
            super(where);
        }
    }

    /** Before a channel is asked. */
    public static final String SEND = "send";

    /** When a channel has done what it was asked for. */
    public static final String RECEIVE = "receive";

    private static final String COMMIT = "commit";

    private final String kind;
    private final int point;
    private final Fault fault;
    private final Runnable end;
    private int passed;
    private boolean dead;
    private Optional<String> struck = Optional.empty();
    private Optional<Fault> takeEffect = Optional.empty();

    private CrashPoints(DataSource dataSource, String kind, int point, Fault fault, Runnable end) {
        super(dataSource);
        this.kind = kind;
        this.point = point;
        this.fault = fault;
        this.end = end;
    }

    /** Counts, and lets everything pass. */
    public static CrashPoints counting(DataSource dataSource) {
        return new CrashPoints(dataSource, "", 0, Fault.DIE_BEFORE, () -> {});
    }

    /** Strikes at the boundary of that number, from 1. */
    public static CrashPoints at(DataSource dataSource, int point, Fault fault) {
        return at(dataSource, point, fault, () -> {});
    }

    /**
     * Strikes at the boundary of that number, from 1.
     *
     * @param end runs when the process is to die: what ends a real one does not return
     */
    public static CrashPoints at(DataSource dataSource, int point, Fault fault, Runnable end) {
        return new CrashPoints(dataSource, "", point, fault, end);
    }

    /** Dies at the boundary of that number, from 1; after it has taken effect, or before. */
    public static CrashPoints dyingAt(DataSource dataSource, int point, boolean after) {
        return at(dataSource, point, after ? Fault.DIE_AFTER : Fault.DIE_BEFORE);
    }

    /** Dies before the commit of that number, from 1. */
    public static CrashPoints beforeCommit(DataSource dataSource, int number) {
        return new CrashPoints(dataSource, COMMIT, number, Fault.DIE_BEFORE, () -> {});
    }

    /** Dies after the commit of that number, from 1, of which nobody is told any more. */
    public static CrashPoints afterCommit(DataSource dataSource, int number) {
        return new CrashPoints(dataSource, COMMIT, number, Fault.DIE_AFTER, () -> {});
    }

    /** How many boundaries were reached. */
    public synchronized int passed() {
        return passed;
    }

    /** What was to happen at the boundary where the fault struck; empty while it has not. */
    public synchronized Optional<String> struck() {
        return struck;
    }

    /** Where it died. */
    public synchronized String death() {
        return dead ? struck.orElseThrow() : "did not die";
    }

    /**
     * A boundary outside of the database: {@link #SEND} before a channel is asked, and {@link #RECEIVE} when it has done
     * what it was asked for.
     */
    public void pass(String what) {
        Optional<Fault> here = takeEffect.or(() -> reach(what));
        takeEffect = Optional.empty();
        if (here.isEmpty()) {
            return;
        }
        if (what.equals(SEND) && (here.get() == Fault.DIE_AFTER || here.get() == Fault.ANSWER_LOST)) {
            takeEffect = here; // the channel does what it is asked for first
            return;
        }
        if (here.get() == Fault.DIE_BEFORE || here.get() == Fault.DIE_AFTER) {
            die(what);
        }
        throw new IllegalStateException("connection reset at " + what);
    }

    /** Counts, and says what is to happen here. */
    private synchronized Optional<Fault> reach(String what) {
        if (dead) {
            throw new Death("dead already, at " + what);
        }
        if (!kind.isEmpty() && !kind.equals(what)) {
            return Optional.empty();
        }
        passed++;
        boolean again = fault == Fault.ERROR_ALWAYS && struck.equals(Optional.of(what));
        if (passed == point) {
            struck = Optional.of(what);
        }
        return passed == point || again ? Optional.of(fault) : Optional.empty();
    }

    private void die(String where) {
        synchronized (this) {
            dead = true;
        }
        end.run();
        throw new Death(where);
    }

    private synchronized boolean isDead() {
        return dead;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isDead()) {
            throw new Death("dead already, at getConnection");
        }
        Wire wire = new Wire(connect());
        return proxy(Connection.class, wire::pass);
    }

    private interface Step {
        @Nullable
        Object run() throws Throwable;
    }

    /** One connection. */
    private final class Wire {
        private final Connection connection;
        private boolean cut;

        Wire(Connection connection) {
            this.connection = connection;
        }

        @Nullable
        Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("close")) {
                if (isDead()) {
                    cut();
                }
                return method.invoke(connection, arguments);
            }
            if (isDead() && (name.equals(COMMIT) || name.equals("rollback") || name.equals("setAutoCommit"))) {
                return null; // the library's own clean-up happens in a process that is no more
            }
            if (cut) {
                return broken(method);
            }
            if (name.equals("abort")) {
                cut();
                return null;
            }
            if (name.equals(COMMIT) || name.equals("rollback")) {
                return cross(name, () -> method.invoke(connection, arguments));
            }
            Object result = method.invoke(connection, arguments);
            return result instanceof Statement statement ? statement(statement, arguments) : result;
        }

        private Object broken(Method method) throws SQLException {
            return switch (method.getName()) {
                case "isClosed", "getAutoCommit" -> true;
                case "isValid" -> false;
                default -> throw lost(method.getName());
            };
        }

        private Statement statement(Statement statement, Object @Nullable [] prepared) {
            Class<? extends Statement> type = statement instanceof CallableStatement
                    ? CallableStatement.class
                    : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
            return proxy(type, (method, arguments) -> {
                if (!method.getName().startsWith("execute")) {
                    return method.invoke(statement, arguments);
                }
                if (cut) {
                    throw lost(method.getName());
                }
                Object sql = first(prepared).or(() -> first(arguments)).orElse(method.getName());
                return cross(sql.toString(), () -> method.invoke(statement, arguments));
            });
        }

        private Optional<Object> first(Object @Nullable [] arguments) {
            return arguments == null || arguments.length == 0 ? Optional.empty() : Optional.of(arguments[0]);
        }

        private @Nullable Object cross(String what, Step step) throws Throwable {
            Optional<Fault> here = reach(what);
            if (here.equals(Optional.of(Fault.DIE_BEFORE))) {
                die("before " + what);
            }
            if (here.equals(Optional.of(Fault.ERROR_ONCE)) || here.equals(Optional.of(Fault.ERROR_ALWAYS))) {
                cut();
                throw lost(what);
            }
            Object result = step.run();
            if (here.equals(Optional.of(Fault.DIE_AFTER))) {
                die("after " + what);
            }
            if (here.equals(Optional.of(Fault.ANSWER_LOST))) {
                cut();
                throw lost(what);
            }
            return result;
        }

        /** What was not committed is rolled back, as a server does when it loses its client. */
        private void cut() throws SQLException {
            if (!cut && !connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            cut = true;
        }
    }

    private static SQLException lost(String when) {
        return new SQLNonTransientConnectionException("An I/O error occurred at " + when, "08006");
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
}
