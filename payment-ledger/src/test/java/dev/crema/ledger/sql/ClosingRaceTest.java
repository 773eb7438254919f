package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEachDatabase
class ClosingRaceTest {
    private static final LocalDate DAY = LocalDate.parse("2026-10-31");
    private static final Money ONE = Money.of("CNY", "1.00");

    private final TestDatabase database;
    private final SettableClock clock = SettableClock.at("2026-11-05T10:00:00Z");
    private Scope scope = Scope.DEFAULT;
    private Ledger ledger;

    ClosingRaceTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void books() {
        scope = database.scope();
        ledger = Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(scope);
        ledger.open(Account.asset("bank", "CNY"));
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    private static Journal into(String path, String reference, LocalDate day) {
        return Journal.of(reference)
                .debit("bank", ONE)
                .credit(path, ONE)
                .effectiveOn(day)
                .balanced();
    }

    @Test
    void aClosingWaitsForAnAccountThatIsBeingOpenedAndSeesIt() throws Exception {
        TestHost host = new TestHost(database.dataSource());
        Ledger hosted = Ledger.on(host, host, clock).in(scope);
        host.begin();
        hosted.open(Account.liability("wallet", "CNY"));
        CompletableFuture<Object> closing =
                CompletableFuture.supplyAsync(() -> ledger.reports().close(DAY));
        // Whether the closing waits at this moment or has not begun: it cannot be done before the commit.
        hosted.post(into("wallet", "in-time", DAY));
        host.commit();
        closing.get(30, TimeUnit.SECONDS);

        assertThat(ledger.reports().carried(DAY).rows())
                .extracting(TrialBalance.Row::balance)
                .containsExactly(ONE, ONE.negated());
        assertThatThrownBy(() -> ledger.post(into("wallet", "late", DAY))).isInstanceOf(InvalidStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void nothingGetsIntoAClosedPeriodFromATransactionThatBeganBefore(int isolation) throws SQLException {
        ledger.open(Account.liability("wallet", "CNY"));
        try (var pool = database.pool(config -> config.setTransactionIsolation(
                isolation == Connection.TRANSACTION_READ_COMMITTED
                        ? "TRANSACTION_READ_COMMITTED"
                        : "TRANSACTION_REPEATABLE_READ"))) {
            TestHost host = new TestHost(pool);
            Ledger hosted = Ledger.on(host, host, clock).in(scope);
            host.begin();
            assertThat(hosted.balance("wallet").balance().isZero()).isTrue();
            ledger.reports().close(DAY);
            assertThatThrownBy(() -> hosted.post(into("wallet", "late", DAY)))
                    .isInstanceOfAny(InvalidStateException.class, ConcurrencyException.class);
            host.rollBack();

            host.begin();
            assertThat(hosted.trialBalance().isBalanced()).isTrue();
            ledger.reports().close(DAY.plusDays(1));
            boolean refused = false;
            try {
                hosted.open(Account.liability("new", "CNY"));
                hosted.post(into("new", "late", DAY.plusDays(1)));
            } catch (InvalidStateException | ConcurrencyException e) {
                refused = true;
            }
            assertThat(refused).isTrue();
            host.rollBack();
        }
    }

    @Test
    void openingPostingAndClosingAtOnceCloseWhatTheySay() throws Exception {
        int rounds = 12;
        CyclicBarrier start = new CyclicBarrier(3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < rounds; round++) {
                LocalDate day = DAY.minusDays(rounds - round);
                int number = round;
                Future<?> opening = threads.submit(() -> {
                    start.await();
                    open(number, day);
                    return number;
                });
                Future<?> posting = threads.submit(() -> {
                    start.await();
                    attempt(() -> ledger.post(into("wallet:0", "p-" + number, day)));
                    return number;
                });
                Future<?> closing = threads.submit(() -> {
                    start.await();
                    return ledger.reports().close(day);
                });
                for (Future<?> each : java.util.List.of(opening, posting, closing)) {
                    each.get(60, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        for (int round = 0; round < rounds; round++) {
            LocalDate day = DAY.minusDays(rounds - round);
            // By the entries themselves, against what was written when the day was closed.
            assertThat(ledger.reports().carried(day)).isEqualTo(ledger.reports().trialBalanceOn(day));
            assertThat(ledger.accounts()
                            .standing(new AccountId("wallet:" + round))
                            .closedThrough())
                    .hasValueSatisfying(closed -> assertThat(closed).isAfterOrEqualTo(day));
        }
    }

    private void open(int number, LocalDate day) {
        ledger.open(Account.liability("wallet:" + number, "CNY"));
        attempt(() -> ledger.post(into("wallet:" + number, "o-" + number, day)));
    }

    /** What comes too late is refused, and what comes before its account is opened. */
    private static void attempt(Runnable posting) {
        try {
            posting.run();
        } catch (PaymentException expected) {
            assertThat(expected)
                    .isInstanceOfAny(
                            InvalidStateException.class,
                            dev.crema.failure.NotFoundException.class,
                            ConcurrencyException.class);
        }
    }
}
