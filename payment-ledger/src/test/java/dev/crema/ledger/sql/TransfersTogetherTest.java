package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.books.Acceptance;
import dev.crema.books.Accepted;
import dev.crema.books.HostTransaction;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.LostCommits;
import dev.crema.ledger.Network;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PaymentPostings;
import dev.crema.ledger.chart.PostingRules;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.sql.BatchSql.Patience;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Transfer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transfers of many callers in one transaction, on the databases themselves. */
@OnEachDatabase
@Timeout(180)
class TransfersTogetherTest {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final PaymentPostings POSTINGS =
            new PaymentPostings(PostingRules.standard(), ChartOfAccounts.standard());

    private final TestDatabase server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SecureRandom random = new SecureRandom();
    private String run = "";
    private Books books;

    TransfersTogetherTest(TestDatabase server) {
        this.server = server;
        this.books = Books.on(server.dataSource(), BooksOptions.DEFAULT.creatingSchema());
    }

    @BeforeEach
    void openWallets() {
        run = "r" + RUNS.incrementAndGet();
        books = Books.on(server.dataSource());
        books.ledger()
                .open(
                        Account.asset(run + ":bank", "CNY"),
                        Account.liability(run + ":cafe", "CNY"),
                        Account.liability(run + ":ann", "CNY").neverBelowZero(),
                        Account.liability(run + ":bob", "CNY").neverBelowZero());
        for (String wallet : List.of("ann", "bob")) {
            books.ledger()
                    .post(Journal.of(run + "-fill-" + wallet)
                            .debit(run + ":bank", cny("100.00"))
                            .credit(run + ":" + wallet, cny("100.00"))
                            .balanced());
        }
    }

    @AfterEach
    void theBooksHold() {
        threads.shutdownNow();
        assertThat(Invariants.of(server.dataSource()).everywhere()).isEmpty();
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private Payment transfer(String reference, String from, String to, String amount) {
        Transfer request = Transfer.of(run + "-" + reference)
                .amount(cny(amount))
                .from(run + ":" + from)
                .to(run + ":" + to)
                .subject("Übertrag \"1\"\\");
        return Payment.create(
                        PaymentId.random(random),
                        Scope.DEFAULT,
                        request,
                        "balance",
                        Optional.of(request.from()),
                        Optional.of(request.into()),
                        Optional.empty(),
                        Instant.now().truncatedTo(ChronoUnit.MICROS))
                .within(BusinessContext.NONE.business("b-" + reference));
    }

    private static Accepted accept(Books books, Payment payment) {
        return books.accept(new Acceptance(payment, true, payment.createdAt()));
    }

    private Money balance(String wallet) {
        return books.ledger().balance(new AccountId(run + ":" + wallet)).balance();
    }

    private long rows(String table, Payment payment) {
        return Jdbi.create(server.dataSource())
                .withHandle(handle -> handle.createQuery("select count(*) from " + table + " where payment_id = :id")
                        .bind("id", payment.id().value())
                        .mapTo(Long.class)
                        .one());
    }

    private static Request request(Payment payment) {
        SettledTransfer transfer = SettledTransfer.of(payment).orElseThrow();
        return Request.settling(transfer, Command.Post.of(payment.scope(), POSTINGS.settlement(transfer.payment())));
    }

    private List<Outcome> together(Patience patience, Request... requests) {
        Database database = Database.on(server.dataSource(), HostTransaction.NONE);
        Batch batch = new Batch(database.dialect());
        return database.writeIdempotent(
                handle -> batch.run(handle.getConnection(), List.of(requests), Instant.now(), patience, true));
    }

    private static Object kind(Outcome outcome) {
        @Nullable RuntimeException failure = outcome.failure();
        if (failure != null) {
            return failure.getClass();
        }
        return outcome.open() != null
                ? outcome.open()
                : outcome.results().get(0).getClass();
    }

    @Test
    void aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone() {
        books.ledger().open(Account.liability(run + ":frozen", "CNY"));
        books.ledger().accounts().freeze(new AccountId(run + ":frozen"));
        accept(books, transfer("before", "ann", "bob", "1.00"));

        Payment first = transfer("1", "ann", "bob", "60.00");
        Payment tooMuch = transfer("2", "ann", "bob", "60.00");
        Payment twice = transfer("1", "ann", "bob", "60.00");
        Payment before = transfer("before", "ann", "bob", "1.00");
        Payment frozen = transfer("3", "bob", "frozen", "1.00");
        Payment last = transfer("4", "bob", "cafe", "161.00");
        List<Outcome> outcomes = together(
                Patience.WAIT,
                request(first),
                request(tooMuch),
                request(twice),
                request(before),
                request(frozen),
                Request.of(Command.Post.of(
                        Scope.DEFAULT,
                        Journal.of(run + "-beside")
                                .debit(run + ":ann", cny("39.00"))
                                .credit(run + ":cafe", cny("39.00"))
                                .balanced())),
                request(last));

        assertThat(outcomes.stream().map(TransfersTogetherTest::kind))
                .containsExactly(
                        PostedJournal.class,
                        InsufficientFundsException.class,
                        Outcome.Open.APART,
                        Outcome.Open.APART,
                        InvalidStateException.class,
                        PostedJournal.class,
                        PostedJournal.class);
        for (Payment refused : List.of(tooMuch, twice, before, frozen)) {
            assertThat(books.find(Scope.DEFAULT, refused.id())).isEmpty();
            assertThat(rows("crema_transition", refused)).isZero();
            assertThat(rows("crema_reference", refused)).isZero();
            assertThat(rows("crema_delivery", refused)).isZero();
        }
        assertThat(books.find(Scope.DEFAULT, first.id()).orElseThrow().state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(balance("bob")).isEqualTo(cny("0.00"));
        assertThat(balance("cafe")).isEqualTo(cny("200.00"));
    }

    /** Every column of every row, but for what names the payment and tells its time. */
    private Map<String, Map<String, Object>> written(Payment payment) {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        for (String table :
                List.of("crema_payment", "crema_reference", "crema_transition", "crema_event", "crema_delivery")) {
            Jdbi.create(server.dataSource())
                    .withHandle(handle -> handle.createQuery("select * from " + table + " where payment_id = :id")
                            .bind("id", payment.id().value())
                            .mapToMap()
                            .list())
                    .forEach(row -> {
                        row.keySet().removeIf(column -> column.endsWith("_at") || column.equals("payment_id"));
                        row.replaceAll((column, value) -> String.valueOf(value)
                                .replace(payment.reference().value(), "reference"));
                        row.remove("fingerprint"); // which the reference is a part of
                        all.put(table + row.get("version"), new TreeMap<>(row));
                    });
        }
        return all;
    }

    @Test
    void aTransferHasTheSameRowsInAHostsTransactionAndInABatch() throws Exception {
        TestHost host = new TestHost(server.dataSource());
        Books joined = Books.on(host, BooksOptions.DEFAULT.joining(host));
        Payment inHost = transfer("host", "ann", "bob", "1.50");
        Payment alone = transfer("lane", "ann", "bob", "1.50");

        host.begin();
        Accepted within = accept(joined, inHost);
        assertThat(books.find(Scope.DEFAULT, inHost.id())).isEmpty();
        host.commit();
        Accepted apart = accept(books, alone);

        assertThat(written(alone)).hasSize(7).isEqualTo(Map.copyOf(renamed(written(inHost))));
        for (Accepted each : List.of(within, apart)) {
            assertThat(each.repeated()).isFalse();
            assertThat(books.find(Scope.DEFAULT, each.payment().id())).contains(each.payment());
        }
        assertThat(books.find(Scope.DEFAULT, Form.TRANSFER, alone.reference())).contains(apart.payment());
    }

    private static Map<String, Map<String, Object>> renamed(Map<String, Map<String, Object>> rows) {
        rows.values()
                .forEach(row ->
                        row.replaceAll((column, value) -> value.equals("business=b-host") ? "business=b-lane" : value));
        return rows;
    }

    @Test
    void whatAHostRollsBackIsNotThereAndMayBeDoneAgain() throws Exception {
        TestHost host = new TestHost(server.dataSource());
        Books joined = Books.on(host, BooksOptions.DEFAULT.joining(host));
        Payment payment = transfer("t", "ann", "bob", "1.50");

        host.begin();
        accept(joined, payment);
        host.rollBack();

        assertThat(books.find(Scope.DEFAULT, payment.id())).isEmpty();
        assertThat(accept(joined, payment).repeated()).isFalse();
        assertThat(balance("bob")).isEqualTo(cny("101.50"));
    }

    @Test
    void A09_ofManyWithOneReferenceOneIsDoneAndTheSameIsAnsweredAndAnotherRefused() throws Exception {
        List<Callable<Object>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Payment payment = transfer("same", "ann", "bob", i % 4 == 3 ? "2.00" : "1.00");
            calls.add(() -> accept(books, payment));
        }
        List<Object> answers = answers(calls);

        List<Accepted> accepted = answers.stream()
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .toList();
        assertThat(accepted.stream().filter(answer -> !answer.repeated())).hasSize(1);
        assertThat(accepted.stream().map(Accepted::payment).distinct()).hasSize(1);
        assertThat(answers.stream().filter(answer -> !(answer instanceof Accepted)))
                .allMatch(IdempotencyConflictException.class::isInstance);
        assertThat(balance("bob"))
                .isEqualTo(cny("100.00").plus(accepted.get(0).payment().amount()));
    }

    private List<Object> answers(List<Callable<Object>> calls) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Object>> all = new ArrayList<>();
        for (Callable<Object> call : calls) {
            all.add(threads.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        start.countDown();
        List<Object> answers = new ArrayList<>();
        for (Future<Object> each : all) {
            try {
                answers.add(each.get(120, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                answers.add(e.getCause());
            }
        }
        return answers;
    }

    @Test
    void F10_commitsThatAreLostAreLookedUpForEveryCallerOfTheirBatch() throws Exception {
        LostCommits network = new LostCommits(server.dataSource());
        Books shaky = Books.on(network);
        List<LostCommits.Break> breaks =
                List.of(LostCommits.Break.BEFORE_THE_COMMIT, LostCommits.Break.AFTER_THE_COMMIT);
        List<Callable<Object>> calls = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            int n = caller;
            calls.add(() -> {
                for (int i = 0; i < 10; i++) {
                    if (n == 0) {
                        network.loseNext(breaks.get(i % 2));
                    }
                    Payment payment = transfer(n + "-" + i, n % 2 == 0 ? "ann" : "bob", "cafe", "1.00");
                    Payment answer = accept(shaky, payment).payment();
                    assertThat(answer.id()).isEqualTo(payment.id());
                    assertThat(answer.state()).isEqualTo(PaymentState.SUCCEEDED);
                }
                return n;
            });
        }
        assertThat(answers(calls)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(balance("cafe")).isEqualTo(cny("80.00"));
    }

    @Test
    void F10_aLostCommitThatNobodyCanLookUpIsUnknownAndItsRepeatFindsOut() {
        LostCommits network = new LostCommits(server.dataSource());
        Books shaky = Books.on(network);
        accept(shaky, transfer("warm", "ann", "bob", "1.00"));
        Payment payment = transfer("lost", "ann", "bob", "1.00");

        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT_AND_STAY_AWAY);
        assertThatThrownBy(() -> accept(shaky, payment)).isInstanceOf(OutcomeUnknownException.class);
        network.loseNext(LostCommits.Break.NONE);

        Accepted repeat = accept(shaky, transfer("lost", "ann", "bob", "1.00"));
        assertThat(repeat.repeated()).isTrue();
        assertThat(repeat.payment().id()).isEqualTo(payment.id());
        assertThat(balance("bob")).isEqualTo(cny("102.00"));
    }

    /** What only the key of the references knows of must not keep those in the lane who use another. */
    @Test
    void whoUsesAReferenceThatAHostsOpenTransactionHasWaitsAlone() throws Exception {
        books.ledger()
                .open(
                        Account.liability(run + ":east", "CNY"),
                        Account.liability(run + ":west", "CNY"),
                        Account.liability(run + ":north", "CNY"),
                        Account.liability(run + ":south", "CNY"));
        TestHost host = new TestHost(server.dataSource());
        Books joined = Books.on(host, BooksOptions.DEFAULT.joining(host));

        host.begin();
        accept(joined, transfer("used", "ann", "bob", "1.00"));
        Payment same = transfer("used", "east", "west", "1.00");
        Future<Accepted> waits = threads.submit(() -> accept(books, same));
        for (int i = 0; i < 10; i++) {
            Payment other = transfer("other-" + i, "north", "south", "1.00");
            threads.submit(() -> accept(books, other)).get(30, TimeUnit.SECONDS);
        }
        host.commit();

        assertThatThrownBy(() -> waits.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PaymentException.class)
                .satisfies(e -> assertThat(e.getCause())
                        .isInstanceOfAny(IdempotencyConflictException.class, ConcurrencyException.class));
        assertThat(balance("south")).isEqualTo(cny("10.00"));
        assertThat(balance("west")).isEqualTo(cny("0.00"));
    }

    /** Hands out no connection until it is told to. */
    private static final class Closed extends Network {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        Closed(DataSource real) {
            super(real);
        }

        @Override
        protected void connecting() {
            if (closed.get()) {
                asked.countDown();
                try {
                    opened.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Test
    void whoFindsAllPlacesInTheLaneTakenIsRefusedAtOnceAndMayComeAgain() throws Exception {
        Closed network = new Closed(server.dataSource());
        Database database = Database.on(network, HostTransaction.NONE);
        SqlLedger ledger = new SqlLedger(database, Clock.systemUTC(), 0, new Batch(database.dialect()), 1);
        network.closed.set(true);
        Future<Boolean> leads = threads.submit(() -> settle(ledger, transfer("1", "ann", "bob", "1.00")));
        network.asked.await();
        List<Future<Boolean>> others = new ArrayList<>();
        List<Object> refused = new ArrayList<>();
        for (int i = 2; i < 5; i++) {
            Payment payment = transfer("" + i, "ann", "bob", "1.00");
            others.add(threads.submit(() -> settle(ledger, payment)));
        }
        while (others.stream().filter(Future::isDone).count() < 2) {
            Thread.onSpinWait();
        }
        network.closed.set(false);
        network.opened.countDown();

        assertThat(leads.get(30, TimeUnit.SECONDS)).isTrue();
        for (Future<Boolean> other : others) {
            try {
                assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
            } catch (ExecutionException e) {
                refused.add(e.getCause());
            }
        }
        assertThat(refused)
                .hasSize(2)
                .allSatisfy(refusal -> assertThat((Throwable) refusal)
                        .hasMessageContaining("repeat the request later")
                        .isInstanceOfSatisfying(
                                ConcurrencyException.class,
                                it -> assertThat(it.isRetryable()).isTrue()));
        assertThat(balance("bob")).isEqualTo(cny("102.00"));
    }

    private static boolean settle(SqlLedger ledger, Payment payment) {
        SettledTransfer transfer = SettledTransfer.of(payment).orElseThrow();
        return ledger.settle(transfer, POSTINGS.settlement(transfer.payment()));
    }

    @Test
    void whoeverPaysWhileTheApplicationStopsIsAnsweredAndNothingAcknowledgedIsLost() throws Exception {
        Payments payments = Payments.with(books).workers(2).start();
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch under = new CountDownLatch(200);
        List<Callable<Object>> calls = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            int n = caller;
            calls.add(() -> {
                for (int i = 0; i < 50; i++) {
                    Payment paid = payments.transfer(Transfer.of(run + "-stop-" + n + "-" + i)
                            .amount(cny("0.10"))
                            .from(run + (n % 2 == 0 ? ":ann" : ":bob"))
                            .to(run + ":cafe"));
                    acknowledged.add(paid.id().value());
                    under.countDown();
                }
                return n;
            });
        }
        Future<Object> stopped = threads.submit(() -> {
            under.await();
            payments.close();
            return "stopped";
        });
        assertThat(answers(calls)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(stopped.get(60, TimeUnit.SECONDS)).isEqualTo("stopped");
        assertThat(acknowledged).hasSize(400);
        assertThat(Invariants.of(server.dataSource()).lost(acknowledged)).isEmpty();
        assertThat(balance("cafe")).isEqualTo(cny("40.00"));
    }
}
