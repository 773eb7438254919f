package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.audit.Progress;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * However a hot account is kept, it is the same account: with the same commands it comes to the same balances, and many
 * at once, in several processes, never draw more than it has. {@code -Dcrema.seed=...} runs a printed seed again.
 */
@OnEachDatabase
class HotAccountsTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId HOT = new AccountId("merchant:hot");
    private static final Map<String, UnaryOperator<Account>> WAYS =
            Map.of("striped", account -> account.striped(4), "deferring", Account::deferring);
    private static final int STEPS = Integer.getInteger("crema.steps", 200);
    private static final int THREADS = 16;

    private final TestDatabase server;
    private final TestHost host;
    private final Database database;
    private Scope scope;

    HotAccountsTest(TestDatabase server) {
        this.server = server;
        this.host = new TestHost(server.pool(config -> {
            config.setMaximumPoolSize(THREADS + 4);
            config.setConnectionTimeout(60_000);
        }));
        this.database = Database.on(host, host);
        Schema.of(database).create();
        this.scope = server.scope();
    }

    @BeforeEach
    void anotherScope() {
        scope = server.scope();
    }

    @AfterEach
    void theBooksAreRight() {
        assertThat(new SqlAudit(database, Clock.systemUTC(), scope)
                        .verifyAllScopes(Progress.NONE)
                        .first())
                .isEmpty();
        LedgerInvariants.check(server.dataSource());
    }

    private static Money cny(long minor) {
        return Money.ofMinor("CNY", minor);
    }

    private static Journal move(String reference, AccountId from, AccountId to, long minor) {
        return Journal.of(reference)
                .debit(from, cny(minor))
                .credit(to, cny(minor))
                .balanced();
    }

    /** Several processes on one scope, with an account that is kept in the given way. */
    private List<SqlLedger> processes(Scope where, UnaryOperator<Account> way, int count) {
        List<SqlLedger> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            processes.add(new SqlLedger(database, Clock.systemUTC(), i));
        }
        Account hot = Account.liability(HOT.path(), "CNY").neverBelow(cny(-50));
        processes.get(0).open(where, List.of(Account.asset("bank", "CNY"), way.apply(hot)));
        processes.forEach(one -> one.account(where, HOT));
        return processes;
    }

    @Test
    void I02_I04_theSameCommandsComeToTheSameBalancesHoweverTheAccountIsKept() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("HotAccountsTest on " + server + ": -Dcrema.seed=" + seed);
        WAYS.forEach((name, way) -> {
            Random random = new Random(seed);
            Scope plainScope = server.scope();
            Scope hotScope = server.scope();
            SqlLedger plain = processes(plainScope, UnaryOperator.identity(), 1).get(0);
            List<SqlLedger> hot = processes(hotScope, way, 4);
            for (int step = 0; step < STEPS; step++) {
                Step next = Step.random(random, step);
                boolean hosted = random.nextInt(4) == 0;
                SqlLedger process = hot.get(random.nextInt(hot.size()));
                String expected = next.run(plain, plainScope);
                String actual = hosted ? inHost(() -> next.run(process, hotScope)) : next.run(process, hotScope);
                assertThat(actual).as(name + ", step " + step + ": " + next).isEqualTo(expected);
                if (random.nextInt(8) == 0) {
                    process.fold();
                }
                assertThat(process.balance(hotScope, HOT))
                        .as("after step " + step)
                        .isEqualTo(plain.balance(plainScope, HOT));
            }
            assertThat(hot.get(0).trialBalance(hotScope)).isEqualTo(plain.trialBalance(plainScope));
        });
    }

    private String inHost(Supplier<String> work) {
        try {
            host.begin();
            String answer = work.get();
            host.commit();
            return answer;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Something to do with the account, and what comes of it. */
    private record Step(int what, String reference, long amount) {
        static Step random(Random random, int step) {
            int what = random.nextInt(6);
            // Releases and captures are of holds that may be there, be over, or never have been.
            String reference = what < 4 ? "s-" + step : "s-" + random.nextInt(step + 1);
            return new Step(what, reference, 1L + random.nextInt(what == 0 ? 100 : 80));
        }

        String run(SqlLedger ledger, Scope scope) {
            Reference name = new Reference(reference);
            try {
                return switch (what) {
                    case 0, 1 -> told(ledger.post(scope, move(reference, BANK, HOT, amount)));
                    case 2 -> told(ledger.post(scope, move(reference, HOT, BANK, amount)));
                    case 3 -> ledger.hold(scope, HOT, name, cny(amount), null).toString();
                    case 4 -> ledger.release(scope, HOT, name).toString();
                    default ->
                        told(ledger.capture(
                                scope, HOT, name, move("c" + reference, HOT, BANK, amount % 9 + 1), amount % 2 == 0));
                };
            } catch (PaymentException e) {
                return e.getClass().getSimpleName() + ": " + e.getMessage();
            }
        }

        private static String told(PostedJournal posted) {
            return posted.entries().stream()
                    .map(entry -> entry.account() + " " + entry.amount())
                    .toList()
                    .toString();
        }
    }

    @Test
    void A13_ofManyWhoSpendTheWholeBalanceInSeveralProcessesOneWins() {
        WAYS.forEach((name, way) -> {
            scope = server.scope();
            List<SqlLedger> processes = processes(scope, way, 2);
            for (int i = 0; i < 2; i++) {
                processes.get(i).post(scope, move("fill-" + i, BANK, HOT, 50));
            }
            Map<Object, Integer> outcomes =
                    inParallel(20, n -> processes.get(n % 2).post(scope, move("spend-" + n, HOT, BANK, 150)));

            assertThat(outcomes)
                    .as(name)
                    .containsOnly(
                            Map.entry(PostedJournal.class, 1),
                            Map.entry(InsufficientFundsException.class, THREADS * 20 - 1));
            assertThat(processes.get(0).balance(scope, HOT).balance()).isEqualTo(cny(-50));
        });
    }

    @Test
    void A13_inTransactionsOfTheHostToo() {
        WAYS.forEach((name, way) -> {
            scope = server.scope();
            List<SqlLedger> processes = processes(scope, way, 2);
            for (int i = 0; i < 2; i++) {
                processes.get(i).post(scope, move("fill-" + i, BANK, HOT, 50));
            }
            Map<Object, Integer> outcomes = inParallel(
                    5, n -> hosted(() -> processes.get(n % 2).post(scope, move("spend-" + n, HOT, BANK, 30))));

            assertThat(outcomes.get(PostedJournal.class)).as(name).isEqualTo(5);
            assertThat(processes.get(0).balance(scope, HOT).balance()).isEqualTo(cny(-50));
        });
    }

    /** As a host does it: from the start again if another transaction was in the way. */
    private <T> T hosted(Supplier<T> work) {
        for (int again = 0; ; again++) {
            try {
                host.begin();
                try {
                    T answer = work.get();
                    host.commit();
                    return answer;
                } catch (RuntimeException e) {
                    host.rollBack();
                    if (!(e instanceof ConcurrencyException) || again == 50) {
                        throw e;
                    }
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void F43_aThousandTransfersOnOneAccountAndBackAllReachAnEnd() {
        WAYS.forEach((name, way) -> {
            scope = server.scope();
            List<SqlLedger> processes = processes(scope, way, 2);
            processes.get(1).post(scope, move("fill", BANK, HOT, 1000));
            Map<Object, Integer> outcomes = inParallel(63, n -> {
                SqlLedger process = processes.get(n % 2);
                boolean there = n / 2 % 2 == 0;
                return process.post(scope, move("cross-" + n, there ? BANK : HOT, there ? HOT : BANK, 1));
            });
            assertThat(outcomes).as(name).containsOnly(Map.entry(PostedJournal.class, THREADS * 63));
            assertThat(processes.get(0).balance(scope, HOT).balance()).isEqualTo(cny(1000));
        });
    }

    /** What became of so many calls on each of the threads, by class. */
    private static Map<Object, Integer> inParallel(int times, IntFunction<Object> call) {
        Map<Object, Integer> outcomes = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(executor.submit(() -> {
                    start.await();
                    for (int n = 0; n < times; n++) {
                        outcomes.merge(outcome(call, next.getAndIncrement()), 1, Integer::sum);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : all) {
                each.get(120, TimeUnit.SECONDS);
            }
            return outcomes;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            executor.shutdownNow();
        }
    }

    private static Class<?> outcome(IntFunction<Object> call, int n) {
        try {
            return call.apply(n).getClass();
        } catch (PaymentException e) {
            return e.getClass();
        }
    }
}
