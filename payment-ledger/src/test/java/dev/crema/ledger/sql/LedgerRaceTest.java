package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Many at once, at the isolation that most hosts have and at the next stricter one; the rules hold at every moment. */
@OnEachDatabase
class LedgerRaceTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId BOB = new AccountId("wallet:bob");
    private static final int THREADS = 16;

    private final TestDatabase server;
    private final Scope scope;
    private final Queue<Duration> pauses = new ConcurrentLinkedQueue<>();

    LedgerRaceTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
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

    /** A ledger with 100.00 in each of the two wallets. */
    private SqlLedger filled(HikariDataSource pool) {
        Database database = Database.on(pool, HostTransaction.NONE, false, duration -> {
            pauses.add(duration);
            Pause.SLEEP.take(duration);
        });
        Schema.of(database).create();
        SqlLedger ledger = new SqlLedger(database, Clock.systemUTC());
        ledger.open(
                scope,
                List.of(
                        Account.asset("bank", "CNY"),
                        Account.liability("wallet:ann", "CNY").neverBelowZero(),
                        Account.liability("wallet:bob", "CNY").neverBelowZero()));
        ledger.post(scope, move("fill-ann", BANK, ANN, "100.00"));
        ledger.post(scope, move("fill-bob", BANK, BOB, "100.00"));
        return ledger;
    }

    private HikariDataSource pool(String isolation) {
        return server.pool(config -> {
            config.setMaximumPoolSize(THREADS);
            config.setConnectionTimeout(60_000);
            config.setTransactionIsolation("TRANSACTION_" + isolation);
        });
    }

    @Test
    void A13_ofManyWhoSpendTheWholeBalanceOneWins() throws Exception {
        try (HikariDataSource pool = pool("READ_COMMITTED")) {
            Map<Class<?>, Integer> outcomes = spendTheWholeBalance(filled(pool));
            assertThat(outcomes)
                    .containsOnly(
                            Map.entry(PostedJournal.class, 1),
                            Map.entry(InsufficientFundsException.class, THREADS * 100 - 1));
        }
    }

    @Test
    void F16_atRepeatableReadToo() throws Exception {
        try (HikariDataSource pool = pool("REPEATABLE_READ")) {
            Map<Class<?>, Integer> outcomes = spendTheWholeBalance(filled(pool));
            assertThat(outcomes).containsEntry(PostedJournal.class, 1);
            assertThat(Set.of(PostedJournal.class, InsufficientFundsException.class, ConcurrencyException.class))
                    .containsAll(outcomes.keySet());
        }
    }

    private Map<Class<?>, Integer> spendTheWholeBalance(SqlLedger ledger) throws Exception {
        Map<Class<?>, Integer> outcomes = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        inParallel(100, () -> {
            Object outcome =
                    outcome(() -> ledger.post(scope, move("spend-" + next.incrementAndGet(), ANN, BOB, "100.00")));
            outcomes.merge(outcome.getClass(), 1, Integer::sum);
        });
        assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.balance(scope, BOB).balance()).isEqualTo(cny("200.00"));
        return outcomes;
    }

    @Test
    void A13_whatIsHeldByOneCannotBeSpentByAnother() throws Exception {
        try (HikariDataSource pool = pool("READ_COMMITTED")) {
            SqlLedger ledger = filled(pool);
            AtomicInteger next = new AtomicInteger();
            AtomicInteger won = new AtomicInteger();
            inParallel(10, () -> {
                int n = next.incrementAndGet();
                Object outcome = n % 2 == 0
                        ? outcome(() -> ledger.hold(scope, ANN, new Reference("h-" + n), cny("60.00"), null))
                        : outcome(() -> ledger.post(scope, move("spend-" + n, ANN, BOB, "60.00")));
                if (!(outcome instanceof InsufficientFundsException)) {
                    won.incrementAndGet();
                }
            });
            assertThat(won).hasValue(1);
            assertThat(ledger.balance(scope, ANN).available()).isEqualTo(cny("40.00"));
        }
    }

    @Test
    void A09_oneReferenceFromManyAtOnceIsPostedOnceAndAnsweredAlike() throws Exception {
        try (HikariDataSource pool = pool("READ_COMMITTED")) {
            SqlLedger ledger = filled(pool);
            Set<PostedJournal> answers = ConcurrentHashMap.newKeySet();
            inParallel(7, () -> answers.add(ledger.post(scope, move("once", ANN, BOB, "1.00"))));

            assertThat(answers).hasSize(1);
            assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("99.00"));
        }
    }

    @Test
    void A09_oneReferenceWithTwoContentsAtOnceIsPostedAsOneOfThem() throws Exception {
        try (HikariDataSource pool = pool("READ_COMMITTED")) {
            SqlLedger ledger = filled(pool);
            Set<Object> outcomes = ConcurrentHashMap.newKeySet();
            AtomicInteger next = new AtomicInteger();
            inParallel(2, () -> {
                // The two share no account, so nothing but the reference keeps them apart.
                AccountId own = new AccountId("own:" + next.incrementAndGet());
                AccountId other = new AccountId(own.path() + ":other");
                ledger.open(scope, List.of(Account.asset(own.path(), "CNY"), Account.asset(other.path(), "CNY")));
                outcomes.add(outcome(() -> ledger.post(scope, move("once", own, other, "1.00"))));
            });
            assertThat(outcomes)
                    .hasAtLeastOneElementOfType(PostedJournal.class)
                    .allSatisfy(outcome -> assertThat(outcome)
                            .isInstanceOfAny(
                                    PostedJournal.class,
                                    IdempotencyConflictException.class,
                                    ConcurrencyException.class));
            assertThat(ledger.journal(scope, new Reference("once"))
                            .orElseThrow()
                            .entries())
                    .hasSize(2);
        }
    }

    @Test
    void F43_crossingTransfersAllReachAnEnd() throws Exception {
        try (HikariDataSource pool = pool("READ_COMMITTED")) {
            SqlLedger ledger = filled(pool);
            AtomicInteger next = new AtomicInteger();
            inParallel(60, () -> {
                int n = next.incrementAndGet();
                boolean there = n % 2 == 0;
                ledger.post(scope, move("cross-" + n, there ? ANN : BOB, there ? BOB : ANN, "0.01"));
            });
            assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("100.00"));
            assertThat(ledger.entries(scope, ANN, 0, 1000)).hasSize(THREADS * 60 + 1);
            if (server.kind() != TestDatabase.Kind.H2) { // H2 gives up waiting after two seconds, and is repeated
                assertThat(pauses).as("conflicts, though all lock in one order").isEmpty();
            }
        }
    }

    @Test
    void aHoldIsCapturedOrReleasedNeverBoth() throws Exception {
        try (HikariDataSource pool = pool("READ_COMMITTED")) {
            SqlLedger ledger = filled(pool);
            for (int round = 1; round <= 10; round++) {
                Reference hold = new Reference("h-" + round);
                ledger.hold(scope, ANN, hold, cny("1.00"), null);
                AtomicInteger next = new AtomicInteger();
                Set<Class<?>> outcomes = ConcurrentHashMap.newKeySet();
                inParallel(1, () -> {
                    boolean capture = next.incrementAndGet() % 2 == 0;
                    Object outcome = capture
                            ? outcome(() -> ledger.capture(scope, ANN, hold, move("c-" + hold, ANN, BOB, "1.00"), true))
                            : outcome(() -> ledger.release(scope, ANN, hold));
                    outcomes.add(outcome.getClass());
                });
                assertThat(outcomes).hasSize(2).contains(InvalidStateException.class);
            }
        }
    }

    private static Object outcome(Supplier<?> call) {
        try {
            return call.get();
        } catch (PaymentException e) {
            return e;
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    /** Runs the task so many times on each of the threads, and asks for the rules all the while. */
    private void inParallel(int times, Task task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1);
        CountDownLatch start = new CountDownLatch(1);
        AtomicBoolean running = new AtomicBoolean(true);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(executor.submit(() -> {
                    start.await();
                    for (int n = 0; n < times; n++) {
                        task.run();
                    }
                    return null;
                }));
            }
            Future<?> watching = executor.submit(() -> {
                do {
                    LedgerInvariants.check(server.dataSource());
                } while (running.get());
            });
            start.countDown();
            for (Future<?> each : all) {
                each.get(120, TimeUnit.SECONDS);
            }
            running.set(false);
            watching.get(60, TimeUnit.SECONDS);
        } finally {
            running.set(false);
            executor.shutdownNow();
        }
        LedgerInvariants.check(server.dataSource());
    }
}
