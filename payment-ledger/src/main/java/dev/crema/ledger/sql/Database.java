package dev.crema.ledger.sql;

import dev.crema.books.HostTransaction;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database of the host, and how a piece of work becomes one transaction in it.
 *
 * <p>If the host has a transaction open on the calling thread, work is done inside it, under a savepoint: what throws
 * leaves nothing behind even if the host goes on and commits. Nothing is committed or repeated here then; the host does
 * both. Otherwise the work gets a connection and a transaction of its own, and is repeated as a whole if other
 * transactions are in its way. So work must have no effects but on its handle, and must not end the transaction.
 *
 * <p>Failures: what the work throws of its own passes through after the rollback. An SQL error becomes {@link
 * ConcurrencyException} if conflicts outlast the repeats, {@link LedgerInvariantException} if a constraint that guards
 * money stopped a write, and else {@link StorageException}; in all three nothing was written. {@link
 * OutcomeUnknownException}, and only that, says that the commit may have happened.
 *
 * <p>Safe for use by many threads.
 */
public final class Database {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final int TRIES = 5;

    // One for all: taking a statement apart costs more than running it, and they are the same ones everywhere.
    private static final SqlParser PARSER = new ColonPrefixSqlParser();

    private final DataSource dataSource;
    private final HostTransaction host;
    private final Dialect dialect;
    private final Durability durability;
    private final Pause pause;
    private final SqlFailures failures;
    private final Jdbi jdbi;

    // Proven once: that the data source hands out the connection of the host's transaction when one is open.
    private volatile boolean joins;

    private Database(DataSource dataSource, HostTransaction host, Dialect dialect, Durability durability, Pause pause) {
        this.dataSource = dataSource;
        this.host = host;
        this.dialect = dialect;
        this.durability = durability;
        this.pause = pause;
        this.failures = new SqlFailures(dialect);
        this.jdbi = prepared(Jdbi.create(dataSource), dialect);
    }

    private Database(Database database, Borrowed connection) {
        this.dataSource = database.dataSource;
        this.host = Borrowed.TRANSACTION;
        this.dialect = database.dialect;
        this.durability = database.durability;
        this.pause = database.pause;
        this.failures = database.failures;
        this.jdbi = prepared(Jdbi.create(connection), dialect);
        this.joins = true;
    }

    private static Jdbi prepared(Jdbi jdbi, Dialect dialect) {
        // Transactions are ended here, explicitly; JDBI's own guard mistakes pools without auto-commit for a leak.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        jdbi.getConfig(SqlStatements.class).setSqlParser(PARSER);
        jdbi.registerArgument(new Instants(dialect));
        jdbi.registerArgument(new Ids(dialect));
        EntryPlace.define(jdbi, dialect);
        return jdbi;
    }

    /**
     * Looks at the database behind the data source, once, and refuses what the library cannot keep its promises on.
     *
     * @param dataSource a pool; where the host has transactions of its own, one that hands out the connection of the
     *     transaction that is open on the thread (with Spring, a {@code TransactionAwareDataSourceProxy})
     * @throws ConfigurationException if the database is unsupported, or would lose acknowledged commits when the
     *     process dies ({@link Durability}); an H2 database in memory is let pass with a warning
     * @throws StorageException if it cannot be reached
     */
    public static Database on(DataSource dataSource, HostTransaction host) {
        return on(dataSource, host, false, Pause.SLEEP);
    }

    /** As {@link #on}, but a database that loses acknowledged commits is only warned of: for experiments. */
    public static Database allowingNonDurable(DataSource dataSource, HostTransaction host) {
        return on(dataSource, host, true, Pause.SLEEP);
    }

    static Database on(DataSource dataSource, HostTransaction host, boolean allowNonDurable, Pause pause) {
        try (Connection connection = dataSource.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            if (connection.getTransactionIsolation() < Connection.TRANSACTION_READ_COMMITTED) {
                throw new ConfigurationException("dataSource: its connections read what others have not committed;"
                        + " set the transaction isolation to READ COMMITTED or above");
            }
            dialect.requireSound(connection);
            Durability durability = dialect.durability(connection);
            if (durability.level() == Durability.Level.NON_DURABLE && !allowNonDurable) {
                throw new ConfigurationException("dataSource: " + String.join("; ", durability.findings())
                        + ", or set allowNonDurable if losing payments is acceptable");
            }
            durability.findings().forEach(finding -> log.warn("Durability: {}", finding));
            return new Database(dataSource, host, dialect, durability, pause);
        } catch (SQLException e) {
            throw new StorageException("the database could not be looked at: " + e.getMessage(), e);
        }
    }

    /**
     * The same database by way of one connection, on which the caller has a transaction open and will end it. Used by
     * one thread, for that transaction.
     *
     * @throws ConfigurationException if the connection is in auto-commit mode
     */
    public Database within(Connection connection) {
        try {
            requireTransaction(connection);
        } catch (SQLException e) {
            throw new StorageException("the connection could not be looked at: " + e.getMessage(), e);
        }
        return new Database(this, new Borrowed(connection));
    }

    private static void requireTransaction(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new ConfigurationException("connection: it is in auto-commit mode, so there is no transaction to be"
                    + " part of; call setAutoCommit(false) first");
        }
    }

    /** What is known of the database's durability since the start. */
    public Durability durability() {
        return durability;
    }

    DataSource dataSource() {
        return dataSource;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether the calling thread is inside a transaction of the host. */
    boolean isInHostTransaction() {
        return host.isOpen();
    }

    /** Does the work in one transaction. The work may run more than once, but takes effect once or not at all. */
    <T> T write(Function<Handle, T> work) {
        return host.isOpen() ? joined(work) : repeated(work);
    }

    /**
     * Does work that, done again, finds out that it was done before and answers the same: for instance whatever is
     * keyed by a reference. A commit whose outcome is unknown is cleared up by doing the work once more.
     *
     * @throws OutcomeUnknownException if the database could not be reached for that
     */
    <T> T writeIdempotent(Function<Handle, T> work) {
        return host.isOpen() ? joined(work) : clearedUp(() -> repeated(work), work);
    }

    /**
     * As {@link #writeIdempotent(Function)}, but never inside the host's transaction, and with words of its own for the
     * second time.
     *
     * @param work sets by itself how long it waits for locks
     * @param again the same work, which must find out for certain: the first commit may still be on its way
     */
    <T> T writeBatch(Function<Handle, T> work, Function<Handle, T> again) {
        return clearedUp(() -> repeated(() -> writeOnce(work)), again);
    }

    private <T> T clearedUp(Supplier<T> first, Function<Handle, T> again) {
        try {
            return first.get();
        } catch (OutcomeUnknownException unknown) {
            try {
                return repeated(again);
            } catch (StorageException | ConcurrencyException e) {
                unknown.addSuppressed(e);
                throw unknown;
            }
        }
    }

    /**
     * Does the work in one transaction of the library's own, once.
     *
     * @param work sets by itself how long it waits for locks, and may commit as the last thing it does
     * @throws OutcomeUnknownException if it may have been committed
     */
    <T> T writeOnce(Function<Handle, T> work) {
        return once(work, connection -> OwnTransaction.begin(connection, dialect), false);
    }

    /** Reads, inside the host's transaction if one is open; the work must not write. */
    <T> T read(Function<Handle, T> work) {
        boolean inHost = host.isOpen();
        Handle handle = open();
        try {
            return work.apply(handle);
        } catch (RuntimeException e) {
            throw failures.of(e, inHost);
        } finally {
            if (!inHost) {
                endRead(handle);
            }
            close(handle);
        }
    }

    /**
     * Does work that writes only what it has judged, and never throws for what it judged: so there is no use in undoing
     * a part of the host's transaction, and no savepoint is set where the database itself lets nothing of a failed
     * transaction be committed.
     */
    <T> T writeJudged(Function<Handle, T> work) {
        if (!host.isOpen()) {
            return repeated(work);
        }
        return dialect.errorAborts() ? once(work, this::unguarded, true) : joined(work);
    }

    private Transaction unguarded(Connection connection) throws SQLException {
        requireJoined(connection);
        return new UnguardedTransaction(connection);
    }

    /**
     * As {@link #writeIdempotent(Function)}, but never inside the host's transaction.
     *
     * @throws InvalidStateException if one is open
     */
    <T> T writeApart(Function<Handle, T> work) {
        requireNoHost();
        return writeIdempotent(work);
    }

    /**
     * Reads, each statement as of one moment, that of the first.
     *
     * @throws InvalidStateException inside a transaction of the host's, which may see another moment in each
     */
    <T> T readSnapshot(Function<Handle, T> work) {
        requireNoHost();
        return read(handle -> {
            Connection connection = handle.getConnection();
            try {
                boolean autoCommit = connection.getAutoCommit();
                int isolation = connection.getTransactionIsolation();
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(dialect.walk().snapshot());
                try {
                    return work.apply(handle);
                } finally {
                    connection.rollback();
                    connection.setTransactionIsolation(isolation);
                    connection.setAutoCommit(autoCommit);
                }
            } catch (SQLException e) {
                throw failures.of(e, false);
            }
        });
    }

    private void requireNoHost() {
        if (host.isOpen()) {
            throw new InvalidStateException(
                    "transaction: one of the host's is open, and this needs one of its own;" + " call it outside");
        }
    }

    private <T> T repeated(Function<Handle, T> work) {
        return repeated(() -> writeOnce(handle -> {
            dialect.limitWaits(handle);
            return work.apply(handle);
        }));
    }

    private <T> T repeated(Supplier<T> work) {
        for (int next = 2; ; next++) {
            try {
                return work.get();
            } catch (ConcurrencyException e) {
                // One without an SQL error is the work's own word and not for us to overrule.
                if (!(e.getCause() instanceof SQLException)) {
                    throw e;
                }
                if (next > TRIES) {
                    throw new ConcurrencyException(
                            "other transactions were in the way in each of " + TRIES
                                    + " tries; nothing was written, repeat the request later",
                            e.getCause());
                }
                pauseBeforeTry(next, e);
            }
        }
    }

    private void pauseBeforeTry(int next, ConcurrencyException conflict) {
        try {
            pause.take(Pause.beforeTry(next));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            conflict.addSuppressed(e);
            throw conflict;
        }
    }

    private <T> T joined(Function<Handle, T> work) {
        return once(
                work,
                connection -> {
                    requireJoined(connection);
                    return JoinedTransaction.begin(connection);
                },
                true);
    }

    private interface Beginning {
        Transaction on(Connection connection) throws SQLException;
    }

    private <T> T once(Function<Handle, T> work, Beginning beginning, boolean inHost) {
        Handle handle = open();
        Watch watch = new Watch();
        handle.setSqlLogger(watch);
        if (inHost) {
            dialect.withinHost(handle);
        }
        try {
            Transaction transaction = beginning.on(handle.getConnection());
            try {
                T result = work.apply(handle);
                if (dialect.errorAborts()) {
                    watch.requireNoFailure();
                }
                transaction.complete();
                return result;
            } catch (Throwable e) {
                transaction.undo(e);
                throw e;
            }
        } catch (SQLException e) {
            throw failures.of(e, inHost);
        } catch (RuntimeException e) {
            throw failures.of(e, inHost);
        } finally {
            close(handle);
        }
    }

    private Handle open() {
        try {
            return jdbi.open();
        } catch (ConnectionException e) {
            throw new StorageException(
                    "no connection to the database could be had: " + e.getMessage() + "; nothing was written", e);
        }
    }

    /** A commit that happened must not look failed because the connection could not be given back afterwards. */
    private static void close(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            log.warn("A connection could not be given back", e);
        }
    }

    private static void endRead(Handle handle) {
        try {
            if (!handle.getConnection().getAutoCommit()) {
                handle.getConnection().rollback();
            }
        } catch (SQLException e) {
            log.debug("A read could not be ended", e);
        }
    }

    /**
     * Two ways to wire this wrong lose money in silence: a connection in auto-commit mode would commit each statement by
     * itself, and one that is not the host's would never be committed.
     */
    private void requireJoined(Connection connection) throws SQLException {
        if (joins) {
            requireTransaction(connection); // the driver knows it by itself, and the host may have changed it since
            return;
        }
        boolean own = !connection.getAutoCommit();
        if (own) {
            try (Connection second = dataSource.getConnection()) {
                own = Dialect.column(connection, dialect.session()).equals(Dialect.column(second, dialect.session()));
            }
        }
        if (!own) {
            throw new ConfigurationException(
                    "hostTransaction: the host has a transaction open, but the data source hands"
                            + " out other connections than its own, so nothing could commit together; give the library a data"
                            + " source that follows the host's transactions, with Spring a TransactionAwareDataSourceProxy");
        }
        joins = true;
    }
}
