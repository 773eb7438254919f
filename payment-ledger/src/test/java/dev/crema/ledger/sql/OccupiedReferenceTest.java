package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A transaction of the host's has posted a journal and is not committed, and others use its reference on other accounts:
 * no lock on an account says so, only the key of the journals does, where one has to wait.
 */
@Timeout(120)
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = TestDatabase.Kind.class,
        names = {"POSTGRESQL", "MARIADB"})
class OccupiedReferenceTest {
    private static final int WALLETS = 8;
    // More than are looked for in one batch.
    private static final int MANY = 16;
    private static final long PATIENCE_SECONDS = 30;

    private final TestDatabase server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Scope scope;
    private SqlLedger ledger;

    OccupiedReferenceTest(TestDatabase.Kind kind) {
        server = kind.create();
    }

    @BeforeEach
    void openWallets() {
        scope = server.scope();
        Database database = Database.on(server.dataSource(), HostTransaction.NONE);
        Schema.of(database).create();
        ledger = new SqlLedger(database, Clock.systemUTC());
        ledger.open(scope, List.of(Account.asset("bank", "CNY"), Account.asset("till", "CNY")));
        for (int i = 0; i < WALLETS; i++) {
            ledger.open(scope, List.of(Account.liability("wallet:" + i, "CNY").neverBelowZero()));
            ledger.post(scope, move("first-" + i, "bank", "wallet:" + i));
        }
    }

    @AfterEach
    void theBooksAreRight() {
        threads.shutdownNow();
        LedgerInvariants.check(server.dataSource());
        server.close();
    }

    private static Journal move(String reference, String from, String into) {
        Money money = Money.of("CNY", "1.00");
        return Journal.of(reference).debit(from, money).credit(into, money).balanced();
    }

    private Future<PostedJournal> begin(Journal journal) {
        return threads.submit(() -> ledger.post(scope, journal));
    }

    private static void allEnd(List<Future<PostedJournal>> all) throws Exception {
        for (Future<PostedJournal> each : all) {
            each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoUsesItMeanwhileWaitsAloneAndIsAnsweredAfterTheCommit() throws Exception {
        try (Connection host = server.dataSource().getConnection()) {
            host.setAutoCommit(false);
            ledger.within(host).post(scope, move("order", "wallet:0", "wallet:1"));

            Future<PostedJournal> same = begin(move("order", "wallet:2", "wallet:3"));
            List<Future<PostedJournal>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(begin(move("other-" + i, "bank", "wallet:" + (4 + i % 4))));
            }
            allEnd(others);
            assertThat(same).isNotDone();
            host.commit();

            assertThatThrownBy(() -> same.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IdempotencyConflictException.class);
        }
        assertThat(ledger.balance(scope, new AccountId("wallet:7")).balance()).isEqualTo(Money.of("CNY", "6.00"));
    }

    @Test
    void whereTheHostRollsBackWhoWaitedIsPosted() throws Exception {
        try (Connection host = server.dataSource().getConnection()) {
            host.setAutoCommit(false);
            ledger.within(host).post(scope, move("order", "wallet:0", "wallet:1"));
            Future<PostedJournal> same = begin(move("order", "wallet:2", "wallet:3"));
            allEnd(List.of(begin(move("other", "wallet:4", "wallet:5"))));
            host.rollback();

            same.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(ledger.journal(scope, new Reference("order"))).isPresent();
        assertThat(ledger.balance(scope, new AccountId("wallet:0")).balance()).isEqualTo(Money.of("CNY", "1.00"));
    }

    @Test
    void manyOfThemLetWhoUsesNothingOfTheHostsPass() throws Exception {
        for (int i = 0; i < MANY; i++) {
            ledger.open(scope, List.of(Account.asset("cash:" + i, "CNY"), Account.liability("safe:" + i, "CNY")));
        }
        try (Connection host = server.dataSource().getConnection()) {
            host.setAutoCommit(false);
            for (int i = 0; i < MANY; i++) {
                ledger.within(host).post(scope, move("order-" + i, "bank", "wallet:0"));
            }
            List<Future<PostedJournal>> same = new ArrayList<>();
            List<Future<PostedJournal>> others = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                same.add(begin(move("order-" + i, "cash:" + i, "safe:" + i)));
                others.add(begin(move("other-" + i, "till", "wallet:" + (4 + i % 4))));
            }
            allEnd(others);
            host.rollback();
            allEnd(same);
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(ledger.balance(scope, new AccountId("safe:" + i)).balance())
                    .isEqualTo(Money.of("CNY", "1.00"));
        }
    }
}
