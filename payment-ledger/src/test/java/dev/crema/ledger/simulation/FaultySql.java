package dev.crema.ledger.simulation;

import dev.crema.ledger.Network;
import dev.crema.simulation.Dice;
import dev.crema.simulation.Fault;
import dev.crema.simulation.World;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A network to a database on which, as the dice fall, connections break and transactions lose. For one thread. */
final class FaultySql extends Network {
    private final World world;
    private final Dice dice;
    private final Runnable between;
    private final Runnable inside;
    private int open;

    /**
     * One more way to the database.
     *
     * @param between runs before a connection is taken while no other is in use
     * @param inside runs in open transactions, before each statement
     */
    FaultySql(DataSource real, World world, Dice dice, Runnable between, Runnable inside) {
        super(real);
        this.world = world;
        this.dice = dice;
        this.between = between;
        this.inside = inside;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (open == 0) {
            between.run();
        }
        Connection connection = super.getConnection();
        open++;
        Wire wire = new Wire(connection);
        return (Connection) Proxy.newProxyInstance(
                FaultySql.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> wire.pass(method, arguments));
    }

    private interface Call {
        @Nullable
        Object make() throws Throwable;
    }

    /** One connection. */
    private final class Wire {
        private final Connection connection;
        private boolean broken;
        private boolean closed;

        Wire(Connection connection) {
            this.connection = connection;
        }

        @Nullable
        Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("close")) {
                open -= closed ? 0 : 1;
                closed = true;
                return invoke(connection, method, arguments);
            }
            if (name.equals("abort")) {
                cut("abort");
                return null;
            }
            if (broken) {
                return switch (name) {
                    case "isClosed" -> true;
                    case "isValid" -> false;
                    case "getAutoCommit" -> true;
                    default -> throw lost(name);
                };
            }
            if (name.equals("commit")) {
                commit();
                return null;
            }
            Object result = invoke(connection, method, arguments);
            return result instanceof Statement statement ? statement(statement) : result;
        }

        private Statement statement(Statement statement) {
            Class<? extends Statement> type =
                    statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
            return (Statement) Proxy.newProxyInstance(
                    FaultySql.class.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> method.getName().startsWith("execute")
                            ? execute(() -> invoke(statement, method, arguments))
                            : invoke(statement, method, arguments));
        }

        private @Nullable Object execute(Call call) throws Throwable {
            if (broken || dice.strikes(Fault.SQL_BEFORE)) {
                cut("statement");
                throw lost("statement");
            }
            if (!connection.getAutoCommit() && dice.strikes(Fault.DEADLOCK)) {
                world.say("  sql: deadlock");
                connection.rollback();
                throw new SQLException("Deadlock detected. The current transaction was rolled back.", "40001", 40001);
            }
            if (!connection.getAutoCommit()) {
                inside.run();
            }
            boolean refused = dice.strikes(Fault.SQL_REFUSED);
            if (refused && dice.percent(50)) {
                throw refused("before");
            }
            Object result = call.make();
            if (refused) {
                throw refused("after");
            }
            if (dice.strikes(Fault.SQL_AFTER)) {
                cut("statement");
                throw lost("statement");
            }
            return result;
        }

        /** The connection is well, and so is the transaction. */
        private SQLException refused(String when) {
            world.say("  sql: refused " + when + " a statement");
            return new SQLException("General error: out of something", "HY000", 50000);
        }

        private void commit() throws SQLException {
            if (dice.strikes(Fault.COMMIT_LOST)) {
                cut("commit");
                throw lost("commit");
            }
            connection.commit();
            if (dice.strikes(Fault.COMMIT_UNANSWERED)) {
                cut("answer to a commit");
                throw lost("commit");
            }
        }

        /** What was not committed is rolled back, as a server does when it loses its client. */
        private void cut(String what) throws SQLException {
            if (!broken && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            broken = true;
            world.say("  sql: connection lost at " + what);
        }
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static SQLException lost(String when) {
        return new SQLNonTransientConnectionException("An I/O error occurred at " + when, "08006");
    }
}
