package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes, each of which remembers the accounts as it left them itself. */
@OnEachDatabase
@Timeout(120)
class RecollectionTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId BOB = new AccountId("wallet:bob");

    private final TestDatabase server;
    private final Scope scope;
    private final Database database;
    private final AtomicInteger looks = new AtomicInteger();
    private final SqlLedger ours;
    private final SqlLedger theirs;
    private int number;

    RecollectionTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
        this.database = Database.on(server.dataSource(), HostTransaction.NONE);
        Schema.of(database).create();
        Batch batch =
                new Batch(database.dialect(), new Watched(database.dialect().batch(), looks), Chain::new);
        this.ours = new SqlLedger(database, Clock.systemUTC(), 1, batch);
        this.theirs = new SqlLedger(database, Clock.systemUTC(), 2);
    }

    @BeforeEach
    void weHaveLastHadTheAccountsInHand() {
        ours.open(
                scope,
                List.of(
                        Account.asset("bank", "CNY"),
                        Account.liability("wallet:ann", "CNY").neverBelowZero(),
                        Account.liability("wallet:bob", "CNY").neverBelowZero()));
        ours.post(scope, move(BANK, ANN, "100.00"));
        ours.post(scope, move(BANK, BOB, "100.00"));
        looks.set(0);
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(server.dataSource());
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private Journal move(AccountId from, AccountId to, String amount) {
        return move("move-" + ++number, from, to, amount);
    }

    private static Journal move(String reference, AccountId from, AccountId to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .balanced();
    }

    private Money balance(AccountId account) {
        return theirs.balance(scope, account).balance();
    }

    private boolean presumes() {
        return database.dialect().batch().presumes();
    }

    @Test
    void whatNobodyElseTouchedIsNotReadAgain() {
        for (int i = 0; i < 5; i++) {
            ours.post(scope, move(ANN, BOB, "1.00"));
        }

        assertThat(looks).hasValue(presumes() ? 0 : 5);
        assertThat(balance(ANN)).isEqualTo(cny("95.00"));
    }

    @Test
    void whatTheyPostedMeanwhileIsFoundOutAndBuiltUpon() {
        theirs.post(scope, move(ANN, BOB, "30.00"));
        PostedJournal posted = ours.post(scope, move(ANN, BOB, "1.00"));

        assertThat(posted.entries().get(0).balance()).isEqualTo(cny("-69.00"));
        assertThat(looks).hasValue(1);
        assertThat(balance(BOB)).isEqualTo(cny("131.00"));
    }

    @Test
    void whatTheySpentCannotBeSpentAgain() {
        theirs.post(scope, move(ANN, BANK, "80.00"));

        assertThatThrownBy(() -> ours.post(scope, move(ANN, BOB, "30.00")))
                .isInstanceOf(InsufficientFundsException.class);
        assertThat(balance(ANN)).isEqualTo(cny("20.00"));
    }

    @Test
    void whatTheyPaidInCanBeSpent() {
        theirs.post(scope, move(BANK, ANN, "80.00"));
        ours.post(scope, move(ANN, BOB, "150.00"));

        assertThat(balance(ANN)).isEqualTo(cny("30.00"));
    }

    @Test
    void aHoldOfTheirsIsRespected() {
        theirs.hold(scope, ANN, new Reference("order"), cny("90.00"), null);

        assertThatThrownBy(() -> ours.post(scope, move(ANN, BOB, "30.00")))
                .isInstanceOf(InsufficientFundsException.class);
        theirs.release(scope, ANN, new Reference("order"));
    }

    @Test
    void anAccountThatTheyFrozeTakesNothing() {
        theirs.accounts(scope).freeze(ANN);
        assertThatThrownBy(() -> ours.post(scope, move(ANN, BOB, "1.00"))).isInstanceOf(InvalidStateException.class);

        theirs.accounts(scope).thaw(ANN);
        ours.post(scope, move(ANN, BOB, "1.00"));
        assertThat(balance(ANN)).isEqualTo(cny("99.00"));
    }

    @Test
    void anAccountThatSomebodyFrozeByHandTakesNothing() {
        database.write(handle -> handle.createUpdate(
                        "update crema_account set state = 'FROZEN' where scope = :scope and account = 'wallet:ann'")
                .bind("scope", scope.name())
                .execute());

        assertThatThrownBy(() -> ours.post(scope, move(ANN, BOB, "1.00"))).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void aLimitThatSomebodySetByHandHolds() {
        for (String change : List.of("ceiling_minor = 10500", "only_side = 1", "closed_through = date '2999-12-31'")) {
            database.write(handle -> handle.createUpdate(
                            "update crema_account set " + change + " where scope = :scope and account = 'wallet:ann'")
                    .bind("scope", scope.name())
                    .execute());

            assertThatThrownBy(() -> ours.post(scope, move(BANK, ANN, "10.00"))).isInstanceOf(PaymentException.class);
            database.write(handle -> handle.createUpdate(
                            "update crema_account set ceiling_minor = null,"
                                    + " only_side = null, closed_through = null where scope = :scope and account = 'wallet:ann'")
                    .bind("scope", scope.name())
                    .execute());
            ours.post(scope, move(BANK, ANN, "0.01"));
        }
    }

    @Test
    void aLimitOfTheirsHolds() {
        theirs.accounts(scope).constrain(ANN, new Constraint(null, cny("105.00"), null));

        assertThatThrownBy(() -> ours.post(scope, move(BANK, ANN, "10.00")))
                .isInstanceOf(AmountExceededException.class);
    }

    @Test
    void whatTheyMadeStripedOrDeferringIsBookedAsSuch() {
        theirs.stripe(scope, BANK, 4);
        ours.post(scope, move(BANK, ANN, "1.00"));
        theirs.defer(scope, BOB);
        ours.post(scope, move(ANN, BOB, "1.00"));

        assertThat(balance(ANN)).isEqualTo(cny("100.00"));
        assertThat(balance(BOB)).isEqualTo(cny("101.00"));
    }

    @Test
    void aPeriodThatTheyClosedIsClosed() {
        LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        theirs.reports(scope).close(yesterday);

        Journal late = Journal.of("late")
                .debit(ANN, cny("1.00"))
                .credit(BOB, cny("1.00"))
                .effectiveOn(yesterday)
                .balanced();
        assertThatThrownBy(() -> ours.post(scope, late)).isInstanceOf(InvalidStateException.class);
        ours.post(scope, move(ANN, BOB, "1.00"));
    }

    @Test
    void whatTheyPostedUnderTheReferenceIsAnsweredOrRefused() {
        JournalId first = theirs.post(scope, move("order-1", ANN, BOB, "1.00")).id();

        assertThat(ours.post(scope, move("order-1", ANN, BOB, "1.00")).id()).isEqualTo(first);
        ours.post(scope, move(ANN, BOB, "1.00"));
        assertThatThrownBy(() -> ours.post(scope, move("order-1", ANN, BOB, "2.00")))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(balance(ANN)).isEqualTo(cny("98.00"));
    }

    @Test
    void aRefusalOfOneIsNoReasonToLookForTheOthers() {
        assertThatThrownBy(() -> ours.post(scope, move(ANN, BOB, "100.01")))
                .isInstanceOf(InsufficientFundsException.class);
        assertThat(looks).hasValue(1);
        ours.post(scope, move(ANN, BOB, "1.00"));

        assertThat(looks).hasValue(presumes() ? 1 : 2);
    }

    @Test
    void F43_bothAtOnceOnTheSameAccountsLoseAndDoubleNothing() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SqlLedger one = i % 2 == 0 ? ours : theirs;
                AccountId from = i % 4 < 2 ? ANN : BOB;
                AccountId into = i % 4 < 2 ? BOB : ANN;
                String thread = "both-" + i + "-";
                all.add(executor.submit(() -> {
                    for (int n = 0; n < 25; n++) {
                        one.post(scope, move(thread + n, from, into, "1.00"));
                        // The next of them asks for the same once more.
                        one.post(scope, move(thread + n, from, into, "1.00"));
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(balance(ANN)).isEqualTo(cny("100.00"));
        assertThat(theirs.entries(scope, ANN, 0, 1000)).hasSize(201);
    }

    @Test
    void whoIsOftenWrongPresumesNothingForAWhileAndLongerEachTime() {
        Recollection recollection = new Recollection();
        List<Request> requests = List.of(Request.of(Command.Post.of(scope, move(ANN, BOB, "1.00"))));
        Collection<AccountRow> rows = database.read(handle -> {
            AccountTable accounts = new AccountTable(database.dialect());
            return List.of(
                    accounts.find(handle, scope, ANN).orElseThrow(),
                    accounts.find(handle, scope, BOB).orElseThrow());
        });
        List<Integer> rests = new ArrayList<>();
        for (int mistake = 0; mistake < 10; mistake++) {
            recollection.wrong(requests);
            recollection.keep(rows);
            int rest = 0;
            while (recollection.of(requests).isEmpty()) {
                rest++;
            }
            rests.add(rest);
        }

        assertThat(rests).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 256, 256);
        recollection.wrong(requests);
        recollection.right();
        assertThat(recollection.of(requests)).isEmpty();
    }

    /** Counts how often accounts were read before they were written. */
    private static final class Watched extends DelegatedBatch {
        private final AtomicInteger looks;

        Watched(BatchSql sql, AtomicInteger looks) {
            super(sql);
            this.looks = looks;
        }

        @Override
        void lockAndProbe(
                Connection connection,
                SortedSet<AccountKey> accounts,
                Collection<JournalId> journals,
                Patience patience,
                boolean own,
                Found found)
                throws SQLException {
            looks.incrementAndGet();
            super.lockAndProbe(connection, accounts, journals, patience, own, found);
        }
    }
}
