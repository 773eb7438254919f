package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.StorageException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls the database, seen by those who post. */
@OnEachDatabase
class LedgerFaultsTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId BOB = new AccountId("wallet:bob");

    private final TestDatabase database;
    private final Scope scope;
    private final Ledger ledger;

    LedgerFaultsTest(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
        this.ledger = Ledger.createOn(database.dataSource()).in(scope);
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero(),
                Account.liability("wallet:bob", "CNY").neverBelowZero());
        ledger.post(move("fill-ann", BANK, ANN, "100.00"));
        ledger.post(move("fill-bob", BANK, BOB, "100.00"));
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static Journal move(String reference, AccountId from, AccountId to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .balanced();
    }

    /** Two hosts want two accounts in opposite orders, each step in its own order: the database ends one of them. */
    @Test
    void F12_aDeadlockOfTwoHostsEndsWithOneOfThemToldToRepeatAndThenBothDone() throws Exception {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        AtomicInteger beaten = new AtomicInteger();
        inParallel(2, n -> {
            TestHost host = new TestHost(database.dataSource());
            Ledger inside = Ledger.on(host, host, Clock.systemUTC()).in(scope);
            AccountId first = n == 0 ? ANN : BOB;
            AccountId second = n == 0 ? BOB : ANN;
            boolean done = false;
            for (int round = 1; !done; round++) {
                host.begin();
                try {
                    inside.hold(first, new Reference("h-" + n), cny("1.00"));
                    if (round == 1) {
                        bothHoldOne.await(30, TimeUnit.SECONDS);
                    }
                    inside.hold(second, new Reference("h-" + n), cny("1.00"));
                    host.commit();
                    done = true;
                } catch (ConcurrencyException e) {
                    beaten.incrementAndGet();
                    host.rollBack();
                }
            }
        });
        assertThat(beaten.get()).isPositive();
        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("2.00"));
        assertThat(ledger.balance(BOB).held()).isEqualTo(cny("2.00"));
    }

    @Test
    void F13_aLockThatDoesNotComeIsAConflictThatTheHostSurvives() throws SQLException {
        String impatient = switch (database.kind()) {
            case H2 -> "set lock_timeout 50";
            case POSTGRESQL -> "set lock_timeout = 50";
            case MARIADB -> "set innodb_lock_wait_timeout = 0";
        };
        try (HikariDataSource pool = database.pool(config -> config.setConnectionInitSql(impatient))) {
            TestHost host = new TestHost(pool);
            Ledger inside = Ledger.on(host, host, Clock.systemUTC()).in(scope);
            TestHost other = new TestHost(database.dataSource());
            other.begin();
            Ledger.on(other, other, Clock.systemUTC()).in(scope).hold(ANN, new Reference("h"), cny("1.00"));

            host.begin();
            inside.post(move("before", BANK, BOB, "1.00"));
            assertThatThrownBy(() -> inside.post(move("blocked", BOB, ANN, "1.00")))
                    .isInstanceOf(ConcurrencyException.class);
            host.rollBack();
            other.rollBack();

            assertThat(inside.journal(new Reference("before"))).isEmpty();
            inside.post(move("blocked", BOB, ANN, "1.00"));
            assertThat(inside.balance(ANN).balance()).isEqualTo(cny("101.00"));
        }
    }

    @Test
    void F14_withAPoolOfTwoFiftyCallersAreAllServed() throws Exception {
        try (HikariDataSource two = database.pool(config -> config.setMaximumPoolSize(2))) {
            Ledger small = Ledger.on(two).in(scope);
            inParallel(50, n -> {
                for (int i = 0; i < 4; i++) {
                    small.post(move("p-" + n + "-" + i, BANK, n % 2 == 0 ? ANN : BOB, "0.01"));
                }
            });
            assertThat(small.balance(ANN).balance()).isEqualTo(cny("101.00"));
        }
    }

    @Test
    void F14_withNoConnectionToBeHadAllWhoWaitAreToldSoInTimeAndServedLater() throws Exception {
        try (HikariDataSource two = database.pool(config -> {
            config.setMaximumPoolSize(2);
            config.setConnectionTimeout(500);
        })) {
            Ledger starved = Ledger.on(two).in(scope);
            Queue<PaymentException> refusals = new ConcurrentLinkedQueue<>();
            try (Connection first = two.getConnection();
                    Connection second = two.getConnection()) {
                assertThat(first).isNotSameAs(second);
                long start = System.nanoTime();
                inParallel(20, n -> {
                    try {
                        starved.post(move("p-" + n, BANK, ANN, "0.01"));
                    } catch (PaymentException e) {
                        refusals.add(e);
                    }
                });
                // One that came while the first batch waited for its connection is in the second, hardly in a third.
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                        .isLessThan(10);
            }
            assertThat(refusals).hasSize(20).allMatch(StorageException.class::isInstance);
            assertThat(refusals).allMatch(PaymentException::isRetryable);
            starved.post(move("p-0", BANK, ANN, "0.01"));
            assertThat(starved.entries(ANN, 0, 100)).hasSize(2);
        }
    }

    @Test
    void F15_aDatabaseThatWasAwayIsUsedAgainWithoutARestart() {
        Outage network = new Outage(database.dataSource());
        Ledger ours = Ledger.on(network).in(scope);
        for (int round = 1; round <= 3; round++) {
            String reference = "p-" + round;
            network.begin();
            assertThatThrownBy(() -> ours.post(move(reference, BANK, ANN, "1.00")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("nothing was written");
            assertThatThrownBy(() -> ours.hold(ANN, new Reference(reference), cny("1.00")))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> ours.balance(ANN)).isInstanceOf(StorageException.class);
            network.end();
            ours.post(move(reference, BANK, ANN, "1.00"));
        }
        assertThat(ours.balance(ANN).balance()).isEqualTo(cny("103.00"));
        assertThat(ours.balance(ANN).held()).isEqualTo(cny("0.00"));
    }

    /** As a standby is: all can be read and nothing written. */
    @Test
    void F15_aDatabaseThatOnlyReadsIsReadFromAndFailsWhoeverWrites() throws SQLException {
        try (HikariDataSource reading = database.pool(this::readOnly)) {
            Ledger readOnly = Ledger.on(reading).in(scope);
            for (int i = 1; i <= 2; i++) {
                assertThat(readOnly.balance(ANN).balance()).isEqualTo(cny("100.00"));
                assertThat(readOnly.journal(new Reference("fill-ann"))).isPresent();
                assertThatThrownBy(() -> readOnly.post(move("p", BANK, ANN, "1.00")))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("nothing was written");
                assertThatThrownBy(() -> readOnly.hold(ANN, new Reference("h"), cny("1.00")))
                        .isInstanceOf(StorageException.class);
                assertThatThrownBy(() -> readOnly.open(Account.asset("new", "CNY")))
                        .isInstanceOf(StorageException.class);
            }
        }
        ledger.post(move("p", BANK, ANN, "1.00"));
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("101.00"));
    }

    private void readOnly(HikariConfig config) {
        switch (database.kind()) {
            case POSTGRESQL -> config.setConnectionInitSql("set session characteristics as transaction read only");
            case MARIADB -> config.setConnectionInitSql("set session transaction read only");
            case H2 -> {
                execute("create user reader password 'reader'");
                execute("grant select on schema public to reader");
                config.setUsername("reader");
                config.setPassword("reader");
                // An ordinary user may not set what the URL sets.
                config.setJdbcUrl(config.getJdbcUrl().replace(";DB_CLOSE_DELAY=-1", ""));
            }
        }
    }

    private void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_COMMITTED", "REPEATABLE_READ"})
    void F16_A13_inHostTransactionsTooTheWholeBalanceIsSpentOnce(String isolation) throws Exception {
        try (HikariDataSource pool = isolated(isolation)) {
            AtomicInteger won = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            int threads = 12;
            inParallel(threads, n -> {
                TestHost host = new TestHost(pool);
                Ledger inside = Ledger.on(host, host, Clock.systemUTC()).in(scope);
                repeatedly(host, () -> {
                    inside.balance(ANN); // a read first, from which the transaction has its snapshot
                    try {
                        inside.post(move("spend-" + n, ANN, BOB, "100.00"));
                        return won::incrementAndGet;
                    } catch (InsufficientFundsException e) {
                        return refused::incrementAndGet;
                    }
                });
            });
            assertThat(won).hasValue(1);
            assertThat(refused).hasValue(threads - 1);
            assertThat(ledger.balance(BOB).balance()).isEqualTo(cny("200.00"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_COMMITTED", "REPEATABLE_READ"})
    void F16_noHoldIsCapturedTwiceAndNoReferenceBookedTwiceWhateverIsReadBefore(String isolation) throws Exception {
        try (HikariDataSource pool = isolated(isolation)) {
            ledger.hold(ANN, new Reference("h"), cny("40.00"));
            AtomicInteger captured = new AtomicInteger();
            inParallel(8, n -> {
                TestHost host = new TestHost(pool);
                Ledger inside = Ledger.on(host, host, Clock.systemUTC()).in(scope);
                repeatedly(host, () -> {
                    inside.balance(ANN);
                    inside.journal(new Reference("once"));
                    inside.post(move("once", BANK, BOB, "7.00"));
                    try {
                        inside.capture(ANN, new Reference("h"), move("capture-" + n, ANN, BANK, "40.00"));
                        return captured::incrementAndGet;
                    } catch (InvalidStateException e) {
                        return () -> {};
                    }
                });
            });
            assertThat(captured).hasValue(1);
            assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("60.00"));
            assertThat(ledger.balance(BOB).balance()).isEqualTo(cny("107.00"));
        }
    }

    private HikariDataSource isolated(String isolation) {
        return database.pool(config -> {
            config.setMaximumPoolSize(12);
            config.setConnectionTimeout(60_000);
            config.setTransactionIsolation("TRANSACTION_" + isolation);
        });
    }

    private interface Work {
        /** Returns what to do once it is committed. */
        Runnable run();
    }

    /** As a host does that was told of a conflict: the whole again, from its start. */
    private static void repeatedly(TestHost host, Work work) throws SQLException {
        while (true) {
            host.begin();
            try {
                Runnable then = work.run();
                host.commit();
                then.run();
                return;
            } catch (ConcurrencyException e) {
                host.rollBack();
            }
        }
    }

    @Test
    void A13_F43_overTwoNodesTheWholeBalanceIsSpentOnce() throws Exception {
        Ledger other = Ledger.on(database.dataSource()).in(scope);
        AtomicInteger won = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        inParallel(50, n -> {
            try {
                (n % 2 == 0 ? ledger : other).post(move("spend-" + n, ANN, BOB, "100.00"));
                won.incrementAndGet();
            } catch (InsufficientFundsException e) {
                refused.incrementAndGet();
            }
        });
        assertThat(won).hasValue(1);
        assertThat(refused).hasValue(49);
    }

    @Test
    void F43_aThousandTransfersOnOneAccountFromTwoNodesAllReachAnEnd() throws Exception {
        Ledger other = Ledger.on(database.dataSource()).in(scope);
        inParallel(20, n -> {
            for (int i = 0; i < 50; i++) {
                boolean there = i % 2 == 0;
                (n % 2 == 0 ? ledger : other)
                        .post(move("hot-" + n + "-" + i, there ? BANK : ANN, there ? ANN : BANK, "0.50"));
            }
        });
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("100.00"));
        assertThat(ledger.entries(ANN, 1000, 10))
                .extracting(entry -> entry.number())
                .containsExactly(1001L);
    }

    private interface Task {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Task task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int n = i;
                all.add(executor.submit(() -> {
                    task.run(n);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(120, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
