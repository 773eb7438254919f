package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two batches of one process on their way at once, the second built upon what the first is about to do. */
@OnEachDatabase
@Timeout(120)
class OverlapTest {
    private static final int CALLERS = 48;
    private static final int EACH = 40;
    private static final int WALLETS = 6;

    private final TestDatabase server;
    private final Scope scope;
    private final Database database;
    private final AtomicInteger overlapped = new AtomicInteger();
    private final AtomicInteger built = new AtomicInteger();

    OverlapTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
        this.database = Database.on(server.dataSource(), HostTransaction.NONE);
    }

    /** Statements of which every so many fail after all of a batch that was presumed is written. */
    private final class Failing extends DelegatedBatch {
        private final int every;

        Failing(int every) {
            super(database.dialect().batch());
            this.every = every;
        }

        @Override
        void writeBookings(Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
                throws SQLException {
            boolean builds = turn != null && !turn.isAlone();
            try {
                super.writeBookings(connection, writing, turn, hurries);
            } catch (Mistaken e) {
                built.incrementAndGet();
                throw e;
            }
            if (turn != null && (builds || turn.isShared()) && overlapped.incrementAndGet() % every == 0) {
                throw new SQLException("as the test wants it");
            }
        }
    }

    private SqlLedger ledger(int everyFails) {
        Schema.of(database).create();
        SqlLedger ledger = new SqlLedger(
                database, Clock.systemUTC(), 1, new Batch(database.dialect(), new Failing(everyFails), Chain::new));
        List<Account> accounts = new ArrayList<>(List.of(Account.asset("bank", "CNY")));
        for (int i = 0; i < WALLETS; i++) {
            accounts.add(Account.liability("wallet:" + i, "CNY").neverBelowZero());
        }
        ledger.open(scope, accounts);
        for (int i = 0; i < WALLETS; i++) {
            ledger.post(scope, move("first-" + i, "bank", "wallet:" + i, "20.00"));
        }
        return ledger;
    }

    private static Journal move(String reference, String from, String into, String amount) {
        Money money = Money.of("CNY", amount);
        return Journal.of(reference).debit(from, money).credit(into, money).balanced();
    }

    /** All send money round and round; how often there was none left to send. */
    private int race(SqlLedger ledger) throws Exception {
        AtomicInteger refused = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int self = caller;
                all.add(threads.submit(() -> {
                    for (int n = 0; n < EACH; n++) {
                        String from = "wallet:" + (self + n) % WALLETS;
                        String into = "wallet:" + (self + n + 1 + n % 2) % WALLETS;
                        try {
                            ledger.post(scope, move("race-" + self + "-" + n, from, into, "9.00"));
                        } catch (InsufficientFundsException e) {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        return refused.get();
    }

    /** H2 does one batch after the other. */
    private boolean overlaps() {
        return server.kind() != TestDatabase.Kind.H2;
    }

    private void requireAllBooked(SqlLedger ledger, int refused) {
        LedgerInvariants.check(server.dataSource());
        long entries = 0;
        Money sum = Money.of("CNY", "0.00");
        for (int i = 0; i < WALLETS; i++) {
            AccountId wallet = new AccountId("wallet:" + i);
            entries += ledger.entries(scope, wallet, 0, 10_000).size();
            sum = sum.plus(ledger.balance(scope, wallet).balance());
        }
        assertThat(entries).isEqualTo(WALLETS + 2L * (CALLERS * EACH - refused));
        assertThat(sum).isEqualTo(Money.of("CNY", "120.00"));
    }

    @Test
    void F43_batchesSideBySideOnTheSameAccountsLoseAndDoubleNothing() throws Exception {
        SqlLedger ledger = ledger(Integer.MAX_VALUE);
        int refused = race(ledger);

        assertThat(overlapped.get() > 0).isEqualTo(overlaps());
        requireAllBooked(ledger, refused);
    }

    @Test
    void whatWasBuiltUponABatchThatFailsIsUndoneWithItAndDoneAnew() throws Exception {
        SqlLedger ledger = ledger(3);
        int refused = race(ledger);

        assertThat(overlapped.get() > 2).isEqualTo(overlaps());
        requireAllBooked(ledger, refused);
    }
}
