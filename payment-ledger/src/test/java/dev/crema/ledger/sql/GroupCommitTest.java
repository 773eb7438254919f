package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.ledger.CountedDataSource;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.LostCommits;
import dev.crema.ledger.Network;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.sql.BatchSql.Patience;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many requests as one transaction, on the databases themselves. */
@OnEachDatabase
@Timeout(120)
class GroupCommitTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId BOB = new AccountId("wallet:bob");
    private static final AccountId CAFE = new AccountId("merchant:cafe");

    private final TestDatabase server;
    private final Scope scope;
    private final Database database;
    private final SqlLedger ledger;

    GroupCommitTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
        this.database = Database.on(server.dataSource(), HostTransaction.NONE);
        Schema.of(database).create();
        this.ledger = new SqlLedger(database, Clock.systemUTC());
        ledger.open(
                scope,
                List.of(
                        Account.asset("bank", "CNY"),
                        Account.liability("merchant:cafe", "CNY"),
                        Account.liability("wallet:ann", "CNY").neverBelowZero(),
                        Account.liability("wallet:bob", "CNY").neverBelowZero()));
        ledger.post(scope, move("fill-ann", BANK, ANN, "100.00"));
        ledger.post(scope, move("fill-bob", BANK, BOB, "100.00"));
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(server.dataSource());
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

    private Request post(Journal journal) {
        return Request.of(Command.Post.of(scope, journal));
    }

    private HoldKey hold(AccountId account, String reference) {
        return new HoldKey(new AccountKey(scope, account), new Reference(reference));
    }

    private Request place(AccountId account, String reference, String amount) {
        return Request.of(new Command.Place(hold(account, reference), cny(amount), null));
    }

    private Request release(AccountId account, String reference) {
        return Request.of(new Command.Release(hold(account, reference), false));
    }

    @Test
    void howManyJournalsAreRepeatedOrCorrectedMakesNoMoreStatements() {
        List<Request> repeats = new ArrayList<>();
        List<Request> corrections = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            Journal journal = Journal.of("noted-" + i)
                    .debit(BANK, cny("1.00"))
                    .credit(ANN, cny("1.00"))
                    .note("order", "o-" + i)
                    .note("shop", "s-" + i)
                    .balanced();
            ledger.post(scope, journal);
            repeats.add(post(journal));
            Command.Correction correction = new Command.Correction(JournalId.of(scope, journal.reference()), true);
            corrections.add(
                    Request.of(Command.Post.correction(scope, move("mend-" + i, ANN, BANK, "1.00"), correction)));
        }
        CountedDataSource counted = new CountedDataSource(server.dataSource());
        assertThat(statements(counted, repeats.subList(0, 20))).isEqualTo(statements(counted, repeats));
        assertThat(statements(counted, corrections.subList(0, 20)))
                .isEqualTo(statements(counted, corrections.subList(20, 80)));
    }

    private int statements(CountedDataSource counted, List<Request> requests) {
        Database books = Database.on(counted, HostTransaction.NONE);
        Batch batch = new Batch(books.dialect());
        return books.writeIdempotent(handle -> {
            int before = counted.counts().statements();
            for (Outcome outcome : batch.run(
                    handle.getConnection(), requests, Clock.systemUTC().instant(), Patience.WAIT, true)) {
                PostedJournal posted = (PostedJournal) outcome.orThrow().get(0);
                String number = posted.reference().value().replaceAll(".*-", "");
                assertThat(posted.notes())
                        .isEqualTo(
                                posted.reference().value().startsWith("noted")
                                        ? Map.of("order", "o-" + number, "shop", "s-" + number)
                                        : Map.of());
            }
            // H2 is in this process and looks for each reference by itself.
            int probes = server.kind() == TestDatabase.Kind.H2 ? requests.size() : 0;
            return counted.counts().statements() - before - probes;
        });
    }

    private List<Outcome> together(Patience patience, Request... requests) {
        Batch batch = new Batch(database.dialect());
        return database.writeIdempotent(handle -> batch.run(
                handle.getConnection(), List.of(requests), Clock.systemUTC().instant(), patience, true));
    }

    private static Class<?> kind(Outcome outcome) {
        @Nullable RuntimeException failure = outcome.failure();
        return failure == null ? outcome.results().get(0).getClass() : failure.getClass();
    }

    @Test
    void aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone() {
        List<Outcome> outcomes = together(
                Patience.WAIT,
                post(move("1", ANN, BOB, "60.00")),
                post(move("2", ANN, BOB, "60.00")), // after the first there is not enough left
                post(move("1", ANN, BOB, "60.01")),
                post(move("1", ANN, BOB, "60.00")),
                post(move("3", ANN, new AccountId("nobody"), "1.00")),
                place(ANN, "h", "40.00"),
                place(ANN, "h2", "0.01"),
                Request.of(Command.Post.capture(scope, move("4", ANN, BOB, "40.01"), hold(ANN, "h"), true)),
                Request.of(Command.Post.capture(scope, move("4", ANN, BOB, "39.00"), hold(ANN, "h"), true)),
                release(ANN, "h"),
                new Request(List.of(
                        Command.Post.of(scope, move("5", BANK, ANN, "5.00")),
                        Command.Post.of(scope, move("6", ANN, BANK, "6.01")))),
                post(move("7", BOB, BANK, "199.00")));

        assertThat(outcomes.stream().<Class<?>>map(GroupCommitTest::kind))
                .containsExactly(
                        PostedJournal.class,
                        InsufficientFundsException.class,
                        IdempotencyConflictException.class,
                        PostedJournal.class,
                        NotFoundException.class,
                        Hold.class,
                        InsufficientFundsException.class,
                        AmountExceededException.class,
                        PostedJournal.class,
                        InvalidStateException.class,
                        InsufficientFundsException.class,
                        PostedJournal.class);
        assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("1.00"));
        assertThat(ledger.balance(scope, ANN).held()).isEqualTo(cny("0.00"));
        assertThat(ledger.balance(scope, BOB).balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.entries(scope, ANN, 0, 10)).hasSize(3);
        for (String absent : List.of("2", "3", "5", "6")) {
            assertThat(ledger.journal(scope, new Reference(absent))).isEmpty();
        }
    }

    @Test
    void aHoldThatIsPlacedAndReleasedInOneBatchIsKept() {
        List<Outcome> outcomes = together(Patience.WAIT, place(ANN, "h", "40.00"), release(ANN, "h"));

        Hold released = (Hold) outcomes.get(1).orThrow().get(0);
        assertThat(released.state()).isEqualTo(Hold.State.RELEASED);
        assertThat(ledger.release(scope, ANN, new Reference("h"))).isEqualTo(released);
        assertThat(ledger.hold(scope, ANN, new Reference("h"), cny("40.00"), null))
                .isEqualTo(released);
    }

    @Test
    void aHoldIsAnsweredWithItsExpiryAsItIsStored() {
        Instant expires = Instant.parse("2096-11-22T10:00:00.123456789Z");
        Hold first = ledger.hold(scope, ANN, new Reference("h"), cny("1.00"), expires);

        assertThat(first.expiresAt()).contains(Instant.parse("2096-11-22T10:00:00.123456Z"));
        assertThat(ledger.hold(scope, ANN, new Reference("h"), cny("1.00"), expires))
                .isEqualTo(first);
    }

    /** What only the database would refuse could fail a whole batch. */
    @Test
    void daysAndInstantsThatNoDatabaseStoresAreRefusedAtTheDoor() {
        for (LocalDate day :
                List.of(LocalDate.MAX, LocalDate.MIN, LocalDate.of(999, 12, 31), LocalDate.of(10000, 1, 1))) {
            Journal.Draft odd = Journal.of("odd").debit(BANK, cny("1.00")).credit(ANN, cny("1.00"));
            assertThatThrownBy(odd.effectiveOn(day)::balanced)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("effectiveOn");
        }
        for (Instant instant : List.of(Instant.MAX, Instant.MIN, Instant.parse("+10000-01-01T00:00:00Z"))) {
            assertThatThrownBy(() -> ledger.hold(scope, ANN, new Reference("odd"), cny("1.00"), instant))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("expires");
        }
        for (LocalDate day : List.of(LocalDate.of(1000, 1, 1), LocalDate.of(9999, 12, 31))) {
            PostedJournal posted = ledger.post(
                    scope,
                    Journal.of("day-" + day)
                            .debit(BANK, cny("1.00"))
                            .credit(ANN, cny("1.00"))
                            .effectiveOn(day)
                            .balanced());
            assertThat(posted.effectiveOn()).isEqualTo(day);
            assertThat(ledger.journal(scope, posted.reference())).contains(posted);
            assertThat(ledger.entries(scope, ANN, 1, 9))
                    .filteredOn(entry -> entry.effectiveOn().equals(day))
                    .hasSize(1);
        }
        Instant far = Instant.parse("9999-12-31T00:00:00Z");
        assertThat(ledger.hold(scope, ANN, new Reference("far"), cny("1.00"), far)
                        .expiresAt())
                .contains(far);
    }

    /** Locks an account's row as another process would, until closed. */
    private Connection lock(AccountId account) throws SQLException {
        Connection other = server.dataSource().getConnection();
        other.setAutoCommit(false);
        try (PreparedStatement statement =
                other.prepareStatement("select 1 from crema_account where scope = ? and account = ? for update")) {
            statement.setString(1, scope.name());
            statement.setString(2, account.path());
            statement.executeQuery().close();
        }
        return other;
    }

    private static void letGo(Connection other) throws SQLException {
        other.rollback();
        other.setAutoCommit(true);
        other.close();
    }

    @Test
    void whoNeedsAnAccountThatAnotherTransactionHasWaitsAsideAndNobodyElseWaits() throws Exception {
        Counting network = new Counting(server.dataSource());
        SqlLedger busy = new SqlLedger(Database.on(network, HostTransaction.NONE), Clock.systemUTC());
        Connection other = lock(ANN);
        network.connections.set(0);
        CompletableFuture<PostedJournal> aside = CompletableFuture.supplyAsync(
                () -> busy.post(scope, move("aside", BANK, ANN, "1.00")), run -> new Thread(run).start());
        while (network.connections.get() < 2) { // the first looks and passes by, the second waits
            Thread.onSpinWait();
        }
        for (int i = 1; i <= 5; i++) {
            busy.post(scope, move("past-" + i, BOB, CAFE, "1.00"));
        }
        assertThat(aside).isNotDone();
        letGo(other);

        assertThat(aside.get(30, TimeUnit.SECONDS).entries()).hasSize(2);
        assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("101.00"));
        assertThat(ledger.balance(scope, BOB).balance()).isEqualTo(cny("95.00"));
    }

    @Test
    void ofABatchOnlyThoseAreJudgedWhoseAccountsAreFree() throws Exception {
        Connection other = lock(ANN);
        List<Outcome> outcomes = together(
                Patience.SKIP,
                post(move("1", BANK, ANN, "1.00")),
                place(BOB, "h", "10.00"),
                release(ANN, "none"),
                post(move("2", BANK, BOB, "1.00")));
        letGo(other);

        assertThat(outcomes.stream().map(Outcome::isJudged)).containsExactly(false, true, false, true);
        assertThat(ledger.journal(scope, new Reference("1"))).isEmpty();
        assertThat(ledger.balance(scope, BOB).balance()).isEqualTo(cny("101.00"));
    }

    @Test
    void aHoldOfALockedAccountIsNeitherEndedNorDeniedButLeftForLater() throws Exception {
        ledger.hold(scope, ANN, new Reference("there"), cny("10.00"), null);
        Connection other = lock(ANN);
        List<Outcome> outcomes = together(
                Patience.SKIP, release(ANN, "there"), place(ANN, "there", "10.00"), post(move("2", BANK, BOB, "1.00")));
        letGo(other);

        assertThat(outcomes.stream().map(Outcome::isJudged)).containsExactly(false, false, true);
        assertThat(ledger.release(scope, ANN, new Reference("there")).state()).isEqualTo(Hold.State.RELEASED);
    }

    /** Below the lock there is a second net: what was read must still be there when it is written over. */
    @Test
    void whatChangedSinceItWasReadIsNotWrittenOver() throws SQLException {
        BatchSql sql = database.dialect().batch();
        Request late = place(ANN, "late", "10.00");
        try (Connection connection = server.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Found found = sql.find(connection, List.of(late), Patience.WAIT, true);
            connection.rollback(); // and with it the lock is lost
            ledger.hold(scope, ANN, new Reference("meanwhile"), cny("95.00"), null);
            Admission admission = new Admission(found, Instant.now());
            assertThat(admission.admit(late).failure()).isNull();

            assertThatThrownBy(() -> sql.write(connection, admission.writing(), null, false))
                    .isInstanceOf(ConcurrencyException.class);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(ledger.balance(scope, ANN).held()).isEqualTo(cny("95.00"));
    }

    /** Whoever waits for a later account has all earlier ones already, so no two can wait for each other. */
    @Test
    void F43_accountsAreLockedInTheirOrderWhateverTheOrderOfTheRequests() throws Exception {
        Connection last = lock(BOB);
        CompletableFuture<List<Outcome>> waiting = CompletableFuture.supplyAsync(
                () -> together(Patience.WAIT, post(move("1", BOB, ANN, "1.00")), post(move("2", ANN, BANK, "1.00"))),
                run -> new Thread(run).start());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        try {
            while (!isLocked(BANK) || !isLocked(ANN)) {
                assertThat(System.nanoTime())
                        .as("waits for the last account and has the others")
                        .isLessThan(end);
            }
        } finally {
            letGo(last);
        }
        assertThat(waiting.get(30, TimeUnit.SECONDS)).allMatch(outcome -> outcome.failure() == null);
    }

    private boolean isLocked(AccountId account) throws SQLException {
        try (Connection asking = server.dataSource().getConnection()) {
            asking.setAutoCommit(false);
            try (PreparedStatement statement = asking.prepareStatement(
                    "select 1 from crema_account where scope = ? and account = ? for update skip locked")) {
                statement.setString(1, scope.name());
                statement.setString(2, account.path());
                try (ResultSet row = statement.executeQuery()) {
                    return !row.next();
                }
            } finally {
                asking.rollback();
                asking.setAutoCommit(true);
            }
        }
    }

    /** The two share no account, so nothing but the original's slots keeps them apart. */
    @Test
    void adjustmentsOfOneJournalFromManyAtOnceAllTakeASlotOfTheirOwn() throws Exception {
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        inParallel(threads, n -> {
            SqlLedger own = new SqlLedger(database, Clock.systemUTC());
            AccountId from = new AccountId("from:" + n);
            AccountId to = new AccountId("to:" + n);
            own.open(scope, List.of(Account.asset(from.path(), "CNY"), Account.asset(to.path(), "CNY")));
            for (int i = 0; i < 10; i++) {
                together.await(30, TimeUnit.SECONDS);
                own.correct(scope, new Reference("fill-ann"), move("fix-" + n + "-" + i, from, to, "1.00"), false);
            }
        });
        try (Connection connection = server.dataSource().getConnection()) {
            assertThat(Dialect.column(connection, "select count(*) from crema_correction where slot between 1 and 40"))
                    .containsExactly("40");
        }
    }

    @Test
    void F10_commitsThatAreLostUnderLoadAreLookedUpForAllOfTheirBatch() throws Exception {
        LostCommits network = new LostCommits(server.dataSource());
        SqlLedger shaky = new SqlLedger(Database.on(network, HostTransaction.NONE), Clock.systemUTC());
        List<LostCommits.Break> breaks =
                List.of(LostCommits.Break.BEFORE_THE_COMMIT, LostCommits.Break.AFTER_THE_COMMIT);
        inParallel(8, n -> {
            for (int i = 0; i < 20; i++) {
                if (n == 0 && i % 2 == 0) {
                    network.loseNext(breaks.get(i / 2 % 2));
                }
                PostedJournal posted =
                        shaky.post(scope, move("p-" + n + "-" + i, BANK, n % 2 == 0 ? ANN : BOB, "1.00"));
                assertThat(posted.entries().get(0).amount()).isEqualTo(cny("1.00"));
            }
        });
        assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("180.00"));
        assertThat(ledger.balance(scope, BOB).balance()).isEqualTo(cny("180.00"));
        assertThat(ledger.entries(scope, BANK, 0, 1000)).hasSize(162);
    }

    @Test
    void F10_aLostCommitThatNobodyCanLookUpIsNeverCalledFailed() {
        LostCommits network = new LostCommits(server.dataSource());
        SqlLedger shaky = new SqlLedger(Database.on(network, HostTransaction.NONE), Clock.systemUTC());
        shaky.post(scope, move("before", BANK, ANN, "1.00")); // so that the accounts may be remembered
        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT_AND_STAY_AWAY);

        assertThatThrownBy(() -> shaky.post(scope, move("lost", BANK, ANN, "1.00")))
                .isInstanceOf(OutcomeUnknownException.class);
        network.loseNext(LostCommits.Break.NONE);
        shaky.post(scope, move("lost", BANK, ANN, "1.00"));
        assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("102.00"));
    }

    /** The answer is lost while the commit is still on its way: whoever looks has to wait for it. */
    @Test
    void F10_aCommitThatArrivesAfterTheLookUpBeganIsWaitedForAndNeverCalledFailed() throws Exception {
        LateCommit network = new LateCommit(server.dataSource());
        SqlLedger shaky = new SqlLedger(Database.on(network, HostTransaction.NONE), Clock.systemUTC());
        network.loseNext = true;
        CompletableFuture<PostedJournal> answer = CompletableFuture.supplyAsync(
                () -> shaky.post(scope, move("late", BANK, ANN, "5.00")), run -> new Thread(run).start());
        Connection onItsWay = network.lost.get(30, TimeUnit.SECONDS);
        // After the look-up there is no further connection to be had, so a second chance there is not.
        try {
            answer.get(500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException waiting) {
            assertThat(answer).isNotDone();
        }
        onItsWay.commit();
        onItsWay.setAutoCommit(true);
        onItsWay.close();

        assertThat(answer.get(30, TimeUnit.SECONDS).entries()).hasSize(2);
        assertThat(ledger.balance(scope, ANN).balance()).isEqualTo(cny("105.00"));
    }

    /** Loses the answer to one commit, which has not happened yet, and hands out only one connection after that. */
    private static final class LateCommit extends Network {
        final CompletableFuture<Connection> lost = new CompletableFuture<>();
        volatile boolean loseNext;
        private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

        LateCommit(DataSource real) {
            super(real);
        }

        @Override
        protected void connecting() throws SQLException {
            if (left.getAndDecrement() <= 0) {
                throw new SQLException("no connection left", "08001");
            }
        }

        @Override
        protected void commit(Connection connection, Commit commit) throws SQLException {
            if (!loseNext) {
                commit.run();
                return;
            }
            loseNext = false;
            left.set(1);
            lost.complete(connection);
            throw new SQLException("An I/O error occurred", "08006");
        }

        @Override
        protected boolean reaches(Connection connection) {
            return lost.getNow(null) != connection;
        }
    }

    private static final class Counting extends Network {
        final AtomicInteger connections = new AtomicInteger();

        Counting(DataSource real) {
            super(real);
        }

        @Override
        protected void connecting() {
            connections.incrementAndGet();
        }
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
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
