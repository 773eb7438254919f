package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.books.HostTransaction;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.StorageException;
import dev.crema.ledger.LostCommits;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnEachDatabase
class DatabaseTest {
    private final TestDatabase server;
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    DatabaseTest(TestDatabase server) {
        this.server = server;
    }

    @BeforeEach
    void aTableOfTheHosts() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists thing");
            statement.execute("create table thing (name varchar(20) primary key, amount bigint not null,"
                    + " constraint thing_amount check (amount >= 0))");
            statement.execute("insert into thing values ('a', 0), ('b', 0)");
        }
    }

    private Database own() {
        return Database.on(server.dataSource(), HostTransaction.NONE, false, pauses::add);
    }

    private static int put(Handle handle, String name) {
        return handle.execute("insert into thing values (?, 1)", name);
    }

    private static long amount(Handle handle, String name) {
        return handle.select("select amount from thing where name = ?", name)
                .mapTo(Long.class)
                .findOne()
                .orElse(-1L);
    }

    private long committed(String name) {
        return own().read(handle -> amount(handle, name));
    }

    @Test
    void workIsCommittedAndItsAnswerReturned() {
        assertThat(own().<Integer>write(handle -> put(handle, "x"))).isEqualTo(1);

        assertThat(committed("x")).isEqualTo(1);
    }

    @Test
    void workThatRefusesLeavesNothingAndItsRefusalIsPassedOnUntouched() {
        NotFoundException refusal = new NotFoundException("no such thing");

        assertThatThrownBy(() -> own().write(handle -> {
                    put(handle, "x");
                    throw refusal;
                }))
                .isSameAs(refusal);

        assertThat(committed("x")).isEqualTo(-1);
    }

    @Test
    void anErrorOfTheJvmRollsBackToo() {
        assertThatThrownBy(() -> own().write(handle -> {
                    put(handle, "x");
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(committed("x")).isEqualTo(-1);
    }

    @Test
    void aPoolWithoutAutoCommitIsCommittedAndRolledBackJustTheSame() {
        try (HikariDataSource pool = server.pool(config -> {
            config.setAutoCommit(false);
            config.setMaximumPoolSize(1);
        })) {
            Database database = Database.on(pool, HostTransaction.NONE);

            database.write(handle -> put(handle, "x"));
            assertThatThrownBy(() -> database.write(handle -> {
                        put(handle, "y");
                        throw new NotFoundException("y");
                    }))
                    .isInstanceOf(NotFoundException.class);

            assertThat(database.<Long>read(handle -> amount(handle, "x"))).isEqualTo(1);
            assertThat(committed("x")).isEqualTo(1);
            assertThat(committed("y")).isEqualTo(-1);
        }
    }

    @Test
    void noConnectionIsEverLeaked() {
        try (HikariDataSource pool = server.pool(config -> config.setMaximumPoolSize(1))) {
            Database database = Database.on(pool, HostTransaction.NONE);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> database.write(handle -> handle.execute("insert into nowhere values (1)")))
                        .isInstanceOf(StorageException.class);
                assertThatThrownBy(() -> database.read(handle -> handle.execute("select * from nowhere")))
                        .isInstanceOf(StorageException.class);
                assertThatThrownBy(() -> database.write(handle -> {
                            throw new IllegalArgumentException();
                        }))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void aConstraintThatGuardsMoneyIsReportedAsABrokenRule() {
        assertThatThrownBy(() -> own().write(handle -> handle.execute("update thing set amount = -1 where name = 'a'")))
                .isInstanceOf(LedgerInvariantException.class)
                .hasMessageContaining("stopped a write");
    }

    @Test
    void anSqlErrorThatTheWorkSwallowedIsNoSuccess() {
        Database database = own();
        if (server.kind() != TestDatabase.Kind.POSTGRESQL) {
            return; // elsewhere an error undoes only its own statement
        }
        assertThatThrownBy(() -> database.write(handle -> {
                    put(handle, "x");
                    try {
                        handle.execute("insert into nowhere values (1)");
                    } catch (RuntimeException swallowed) {
                        return 1;
                    }
                    return 0;
                }))
                .isInstanceOf(StorageException.class);

        assertThat(committed("x")).isEqualTo(-1);
    }

    @Test
    void insertIfAbsentNeverSpoilsTheTransaction() {
        Database database = own();
        database.write(handle -> {
            assertThat(absent(database, handle, "a")).isFalse();
            assertThat(absent(database, handle, "x")).isTrue();
            assertThat(absent(database, handle, "x")).isFalse();
            return put(handle, "y");
        });
        assertThat(committed("y")).isEqualTo(1);
    }

    private static boolean absent(Database database, Handle handle, String name) {
        return database.dialect()
                .insertIfAbsent(
                        handle,
                        "insert into thing (name, amount) values (:name, 5)",
                        update -> update.bind("name", name));
    }

    @Test
    void ofManyWhoInsertTheSameOneDoes() throws Exception {
        Database database = own();
        CyclicBarrier together = new CyclicBarrier(8);
        AtomicInteger winners = new AtomicInteger();
        inParallel(8, () -> {
            together.await();
            if (database.<Boolean>write(handle -> absent(database, handle, "x"))) {
                winners.incrementAndGet();
            }
        });
        assertThat(winners).hasValue(1);
    }

    /** Each of two locks one row, then wants the other's: the database must end one of them. */
    @Test
    void F12_aDeadlockEndsWithBothTransactionsDone() throws Exception {
        Database database = own();
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        AtomicInteger tries = new AtomicInteger();
        Crossing crossing = (first, second) -> database.write(handle -> {
            tries.incrementAndGet();
            handle.execute("update thing set amount = amount + 1 where name = ?", first);
            if (tries.get() <= 2) {
                await(bothHoldOne);
            }
            return handle.execute("update thing set amount = amount + 1 where name = ?", second);
        });

        AtomicInteger turn = new AtomicInteger();
        inParallel(2, () -> {
            if (turn.getAndIncrement() == 0) {
                crossing.lock("a", "b");
            } else {
                crossing.lock("b", "a");
            }
        });

        assertThat(tries.get()).isGreaterThan(2);
        assertThat(pauses).isNotEmpty();
        assertThat(committed("a")).isEqualTo(2);
        assertThat(committed("b")).isEqualTo(2);
    }

    private interface Crossing {
        int lock(String first, String second);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * At REPEATABLE READ a row that somebody changed since our first read cannot be locked. On MariaDB our own
     * transactions are READ COMMITTED whatever the pool says, so that it can.
     */
    @Test
    void F12_aSerializationFailureRepeatsTheWholeTransaction() {
        try (HikariDataSource strict =
                server.pool(config -> config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ"))) {
            Database database = Database.on(strict, HostTransaction.NONE, false, pauses::add);
            AtomicInteger tries = new AtomicInteger();

            long seen = database.write(handle -> {
                amount(handle, "a");
                if (tries.incrementAndGet() == 1) {
                    own().write(other -> other.execute("update thing set amount = 70 where name = 'a'"));
                }
                handle.execute("update thing set amount = amount + 7 where name = 'a'");
                return amount(handle, "a");
            });

            int conflicts = server.kind() == TestDatabase.Kind.MARIADB ? 0 : 1;
            assertThat(seen).isEqualTo(77);
            assertThat(tries).hasValue(1 + conflicts);
            assertThat(pauses).hasSize(conflicts);
        }
    }

    @Test
    void F12_conflictsThatOutlastFiveTriesAreReportedAndNothingIsWritten() throws SQLException {
        try (HikariDataSource pool = impatient();
                Connection holder = server.dataSource().getConnection()) {
            hold(holder, "a");
            Database database = Database.on(pool, HostTransaction.NONE, false, pauses::add);
            AtomicInteger tries = new AtomicInteger();

            assertThatThrownBy(() -> database.write(handle -> {
                        tries.incrementAndGet();
                        put(handle, "x");
                        return handle.execute("update thing set amount = 0 where name = 'a'");
                    }))
                    .isInstanceOf(ConcurrencyException.class)
                    .hasMessageContaining("5 tries");

            assertThat(tries).hasValue(5);
            assertThat(pauses).hasSize(4).isSorted();
            assertThat(committed("x")).isEqualTo(-1);
            holder.rollback();
        }
    }

    /** A pool whose connections wait for a lock as briefly as their database lets them. */
    private HikariDataSource impatient() {
        String impatient = switch (server.kind()) {
            case H2 -> "set lock_timeout 50";
            case POSTGRESQL -> "set lock_timeout = 50";
            case MARIADB -> "set innodb_lock_wait_timeout = 0";
        };
        return server.pool(config -> config.setConnectionInitSql(impatient));
    }

    private static void hold(Connection holder, String name) throws SQLException {
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("update thing set amount = 1 where name = '" + name + "'");
        }
    }

    @Test
    void F13_aLockWaitTimeoutUndoesTheWholeTransactionAndIsRepeated() throws Exception {
        try (HikariDataSource pool = impatient();
                Connection holder = server.dataSource().getConnection()) {
            hold(holder, "a");
            AtomicInteger tries = new AtomicInteger();
            // The holder lets go before the third try; until then each try writes x first and must lose it again.
            Database database = Database.on(pool, HostTransaction.NONE, false, duration -> {
                assertThat(committed("x")).isEqualTo(-1);
                if (tries.get() == 2) {
                    commit(holder);
                }
            });

            database.write(handle -> {
                tries.incrementAndGet();
                put(handle, "x");
                return handle.execute("update thing set amount = amount + 1 where name = 'a'");
            });

            assertThat(tries).hasValue(3);
            assertThat(committed("x")).isEqualTo(1);
            assertThat(committed("a")).isEqualTo(2);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void F10_aCommitWhoseAnswerIsLostIsUnknownAndNeverCalledFailed() {
        LostCommits network = new LostCommits(server.dataSource());
        Database database = Database.on(network, HostTransaction.NONE, false, pauses::add);

        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT);
        assertThatThrownBy(() -> database.write(handle -> put(handle, "x")))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("same reference");
        assertThat(committed("x")).isEqualTo(1);

        network.loseNext(LostCommits.Break.BEFORE_THE_COMMIT);
        assertThatThrownBy(() -> database.write(handle -> put(handle, "y")))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(committed("y")).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_COMMIT", "AFTER_THE_COMMIT"})
    void F10_workThatFindsItselfDoneIsDoneOnceWhereverItsCommitWasLost(LostCommits.Break where) {
        LostCommits network = new LostCommits(server.dataSource());
        Database database = Database.on(network, HostTransaction.NONE, false, pauses::add);

        network.loseNext(where);
        boolean inserted = database.writeIdempotent(handle -> absent(database, handle, "x"));

        assertThat(inserted).isEqualTo(where == LostCommits.Break.BEFORE_THE_COMMIT);
        assertThat(committed("x")).isEqualTo(5);
    }

    @Test
    void F10_ifItCannotBeFoundOutTheOutcomeStaysUnknown() {
        LostCommits network = new LostCommits(server.dataSource());
        Database database = Database.on(network, HostTransaction.NONE, false, pauses::add);

        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT_AND_STAY_AWAY);
        assertThatThrownBy(() -> database.writeIdempotent(handle -> absent(database, handle, "x")))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(committed("x")).isEqualTo(5);
    }

    @Test
    void F14_aFullPoolIsAStorageFailureWithinItsTimeout() throws SQLException {
        try (HikariDataSource pool = server.pool(config -> {
            config.setMaximumPoolSize(1);
            config.setConnectionTimeout(250);
        })) {
            Database database = Database.on(pool, HostTransaction.NONE);
            try (Connection taken = pool.getConnection()) {
                assertThat(taken.isClosed()).isFalse();
                assertThatThrownBy(() -> database.write(handle -> put(handle, "x")))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("nothing was written");
            }
        }
    }

    @Test
    void F17_whatIsWrittenInTheHostsTransactionLivesAndDiesWithIt() throws SQLException {
        TestHost host = new TestHost(server.dataSource());
        Database database = Database.on(host, host);

        host.begin();
        database.write(handle -> put(handle, "x"));
        assertThat(database.<Long>read(handle -> amount(handle, "x"))).isEqualTo(1);
        assertThat(committed("x")).isEqualTo(-1);
        host.rollBack();
        assertThat(committed("x")).isEqualTo(-1);

        host.begin();
        database.write(handle -> put(handle, "x"));
        host.commit();
        assertThat(committed("x")).isEqualTo(1);
    }

    @Test
    void F17_aRefusalThatTheHostCatchesLeavesNothingOfOursAndAllOfTheHosts() throws SQLException {
        TestHost host = new TestHost(server.dataSource());
        Database database = Database.on(host, host);

        host.begin();
        try (Connection connection = host.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into thing values ('order', 1)");
        }
        assertThatThrownBy(() -> database.write(handle -> {
                    put(handle, "x");
                    throw new NotFoundException("x");
                }))
                .isInstanceOf(NotFoundException.class);
        // Not even an SQL error of ours costs the host its transaction.
        assertThatThrownBy(() -> database.write(handle -> put(handle, "a"))).isInstanceOf(StorageException.class);
        host.commit();

        assertThat(committed("order")).isEqualTo(1);
        assertThat(committed("x")).isEqualTo(-1);
    }

    @Test
    void F12_aConflictInTheHostsTransactionIsHandedToTheHostAtOnce() throws SQLException {
        try (HikariDataSource strict = server.pool(config -> {
            config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
            if (server.kind() == TestDatabase.Kind.MARIADB) {
                config.setConnectionInitSql("set innodb_snapshot_isolation = 1"); // the default of its newer versions
            }
        })) {
            TestHost host = new TestHost(strict);
            Database database = Database.on(host, host, false, pauses::add);
            host.begin();
            database.read(handle -> amount(handle, "a"));
            own().write(other -> other.execute("update thing set amount = 70 where name = 'a'"));

            assertThatThrownBy(() ->
                            database.write(handle -> handle.execute("update thing set amount = 1 where name = 'a'")))
                    .isInstanceOf(ConcurrencyException.class)
                    .hasMessageContaining("repeat it from its start");

            host.rollBack();
            assertThat(pauses).isEmpty();
            assertThat(committed("a")).isEqualTo(70);
        }
    }

    @Test
    void aDataSourceThatDoesNotFollowTheHostsTransactionIsRefused() throws SQLException {
        TestHost host = new TestHost(server.dataSource());
        Database autoCommitting = Database.on(server.dataSource(), host);
        host.begin();
        assertThatThrownBy(() -> autoCommitting.write(handle -> put(handle, "x")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("follows the host's transactions");

        try (HikariDataSource other = server.pool(config -> config.setAutoCommit(false))) {
            Database unrelated = Database.on(other, host);
            assertThatThrownBy(() -> unrelated.write(handle -> put(handle, "x")))
                    .isInstanceOf(ConfigurationException.class);
        }
        host.rollBack();
        assertThat(committed("x")).isEqualTo(-1);
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void inParallel(int threads, Task task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
