package dev.crema.ledger.sql;

import dev.crema.failure.ConfigurationException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** What differs from database to database. Everything else in this package is written once for all of them. */
abstract sealed class Dialect permits H2Dialect, MySqlDialect, PostgreSqlDialect {
    /** Defined on a query whose answer never turns wrong, so that it may be one of the past. */
    static final String OLD_WILL_DO = "oldWillDo";

    /** What an SQL error means for the transaction it happened in. */
    enum Fault {
        /** Another transaction was in the way: roll back and repeat the whole. */
        CONFLICT,
        /** A constraint or trigger that guards money stopped a write that the code should have refused. */
        BROKEN_RULE,
        /** Anything else. */
        OTHER
    }

    /** Work on a connection, for the few statements that run outside JDBI. */
    interface Step {
        void run(Connection connection) throws SQLException;
    }

    /** The dialect of the database behind this connection. */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData found = connection.getMetaData();
        return switch (found.getDatabaseProductName()) {
            case "H2" -> new H2Dialect();
            case "PostgreSQL" -> new PostgreSqlDialect();
            case "MariaDB" -> new MySqlDialect(new MariaDbBatch());
            case "MySQL" -> new MySqlDialect(new MySqlBatch());
            default ->
                throw new ConfigurationException("dataSource: found " + found.getDatabaseProductName() + " "
                        + found.getDatabaseProductVersion() + "; supported are H2 2.4, PostgreSQL 15, MariaDB 10.6,"
                        + " MySQL 8.0.16, and later");
        };
    }

    /** The folder of its schema scripts, and its name in messages. */
    abstract String name();

    /**
     * A query for number and balance of the last entry of a row that was booked until {@code :at}, and whether it is
     * followed by the next one or is the last of all: else the entry that was to be found is not there. Nothing for none.
     *
     * @param scope an expression for the row's scope
     * @param account and for its name
     */
    String lastUntil(String scope, String account) {
        String count = "(select c.entry_count from crema_account c where c.scope = %s and c.account = %s)"
                .formatted(scope, account);
        return lastUntil(
                "e.number, e.balance_minor, " + followed(scope, account, count) + " as followed", scope, account);
    }

    /**
     * An expression for the balance after that entry; null for none, and where the entry is not followed.
     *
     * @param count an expression for the number of the row's entries
     */
    String balanceUntil(String scope, String account, String count) {
        String balance = "case when " + followed(scope, account, count) + " then e.balance_minor end";
        return "(" + lastUntil(balance, scope, account) + ")";
    }

    private static String followed(String scope, String account, String count) {
        return """
                (e.number = %3$s or exists (select 1 from crema_entry n
                    where n.scope = %1$s and n.account = %2$s and n.number = e.number + 1 and n.booked_at > :at))""".formatted(scope, account, count);
    }

    /** The query for these columns of the entry {@code e}, by an index by time. */
    String lastUntil(String columns, String scope, String account) {
        return "select %s from crema_entry e where e.scope = %s and e.account = %s and e.booked_at <= :at"
                        .formatted(columns, scope, account)
                + " order by e.scope desc, e.account desc, e.booked_at desc, e.number desc limit 1";
    }

    /**
     * A condition beside those on the key: that entries were booked from {@code :from} until {@code :until}, so that of a
     * table partitioned by time only their partitions are opened. None where it could lure to another index.
     */
    String bookedWithin() {
        return "";
    }

    /** The statements of a batch. */
    abstract BatchSql batch();

    /** How the rows of transfers are written that are settled at once. */
    abstract SettledTable settled();

    /** How a walk over the books reads its columns. */
    abstract WalkSql walk();

    abstract Fault fault(SQLException e);

    /** Whether this error, thrown by a commit, is the database's word that it did not commit. Doubt means no. */
    abstract boolean refusedCommit(SQLException e);

    /** Whether an SQL error, caught or not, leaves a transaction that can only be rolled back. */
    abstract boolean errorAborts();

    /**
     * Inserts one row unless a row with one of its unique keys is there, waiting for whoever is just inserting one.
     * Leaves the transaction usable in both cases.
     *
     * @param insert the plain insert statement
     * @param values binds its parameters
     * @return whether the row is new
     */
    abstract boolean insertIfAbsent(Handle handle, String insert, Consumer<Update> values);

    /** How a query ends that locks its rows against writers, and not against its like where the database can do that. */
    abstract String sharing();

    /** For databases where an error undoes only its own statement: inserts, and takes this error code for "it is there". */
    static boolean insertUnlessDuplicate(Handle handle, String insert, Consumer<Update> values, int duplicateKey) {
        try (Update update = handle.createUpdate(insert)) {
            values.accept(update);
            return update.execute() == 1;
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException cause && cause.getErrorCode() == duplicateKey) {
                return false;
            }
            throw e;
        }
    }

    /** An expression for the time by the clock of the database, which goes on within a transaction. */
    abstract String clock();

    /** Lets the transaction that is just beginning see what others commit meanwhile, if it does not anyway. */
    void readCommitted(Handle handle) {
        // It does, or is told of the conflict.
    }

    /** Called before each transaction of the library's own, outside of any other. */
    void beforeOwn(Connection connection) throws SQLException {
        // The isolation that the pool gives its connections will do.
    }

    /** Called at the beginning of a transaction of the library's own, in which nobody is to be waited for without end. */
    void limitWaits(Handle handle) {
        // The database has a limit by default.
    }

    /** Called for each handle that writes in the host's transaction, at whatever isolation the host runs it. */
    void withinHost(Handle handle) {
        // Whoever locks a row that changed since the host's snapshot is told of the conflict.
    }

    /** An instant as a parameter: cut to microseconds. */
    Object column(Instant instant) {
        return Instants.column(instant);
    }

    /** An id as a parameter. */
    Object column(UUID id) {
        return id;
    }

    /** A query for what tells two sessions of the database apart: one row, one column. */
    abstract String session();

    /** Refuses settings of this database under which the library could not keep its promises. */
    abstract void requireSound(Connection connection) throws SQLException;

    abstract Durability durability(Connection connection) throws SQLException;

    /** Makes the commit just done outlive a power failure, where the database leaves that to be asked for. */
    void harden(Connection committed) throws SQLException {}

    /** Whether the connection's current schema has this table, given in lower case. */
    abstract boolean hasTable(Connection connection, String table) throws SQLException;

    /** Cuts a script into what is sent to the database at once. */
    List<String> statements(String script) {
        return Arrays.stream(script.split(";\\s*\\n"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /**
     * Runs the step while no other node of the same database can be in here: in a transaction that is committed if the
     * step returns, and rolled back if it throws.
     */
    abstract void alone(DataSource dataSource, Step step) throws SQLException;

    /** Runs the step in one READ COMMITTED transaction, so that reads after a lock see what the last holder left. */
    static void transaction(Connection connection, Step step) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int isolation = connection.getTransactionIsolation();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try {
            step.run(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException lost) {
                e.addSuppressed(lost);
                throw e; // and never restore auto-commit here, which would commit the remainder
            }
            throw e;
        }
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(autoCommit);
    }

    /** The first column of all rows, as text. */
    static List<@Nullable String> column(Connection connection, String query, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<@Nullable String> values = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        }
    }
}
