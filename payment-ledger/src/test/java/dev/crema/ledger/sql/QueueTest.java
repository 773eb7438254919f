package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.Bookkeeper;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.LostCommits;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.queue.QueuedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is enqueued is posted once, in order, by whoever has the turn; what is refused is there to be seen. */
@OnEachDatabase
class QueueTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId BOB = new AccountId("wallet:bob");

    private final TestDatabase server;
    private final TestHost host;
    private final Database database;
    private Scope scope;
    private SqlLedger ledger;

    QueueTest(TestDatabase server) {
        this.server = server;
        this.host = new TestHost(server.dataSource());
        this.database = Database.on(host, host);
        Schema.of(database).create();
        this.scope = server.scope();
        this.ledger = new SqlLedger(database, Clock.systemUTC());
    }

    @BeforeEach
    void openBooks() {
        scope = server.scope();
        ledger.open(
                scope,
                List.of(
                        Account.asset("bank", "CNY"),
                        Account.liability("wallet:ann", "CNY").neverBelowZero(),
                        Account.liability("wallet:bob", "CNY").neverBelowZero()));
    }

    @AfterEach
    void theBooksAreRightAndTheQueueIsEmpty() {
        LedgerInvariants.check(server.dataSource());
        assertThat(ledger.bookQueued()).isZero();
        assertThat(ledger.queue(scope).lag().waiting()).isZero();
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

    private Money balance(AccountId account) {
        return ledger.balance(scope, account).balance();
    }

    @Test
    void whatIsEnqueuedIsPostedLaterAsItWasGiven() {
        Journal journal = Journal.of("later")
                .kind("top-up")
                .describedAs("two\nlines \\n and a \\")
                .effectiveOn(java.time.LocalDate.parse("2026-01-31"))
                .note("order", "o 1\n\\")
                .debit(BANK, cny("10.00"))
                .credit(ANN, cny("9.00"))
                .credit(BOB, cny("1.00"))
                .balanced();
        ledger.postLater(scope, journal);

        assertThat(balance(ANN)).isEqualTo(cny("0.00"));
        QueuedJournal queued = ledger.queue(scope).find(new Reference("later")).orElseThrow();
        assertThat(queued.state()).isEqualTo(QueuedJournal.State.WAITING);
        assertThat(queued.journal()).contains(journal);
        assertThat(ledger.queue(scope).lag().waiting()).isEqualTo(1);

        assertThat(ledger.bookQueued()).isEqualTo(1);
        assertThat(balance(ANN)).isEqualTo(cny("9.00"));
        assertThat(ledger.queue(scope).find(new Reference("later"))).isEmpty();
        assertThat(ledger.post(scope, journal).notes()).containsEntry("order", "o 1\n\\");
        assertThat(ledger.journal(scope, new Reference("later")).orElseThrow().description())
                .isEqualTo("two\nlines \\n and a \\");
    }

    @Test
    void A09_enqueuedTwiceIsPostedOnceAndOtherContentIsRefused() {
        Journal journal = move("once", BANK, ANN, "1.00");
        ledger.postLater(scope, journal);
        ledger.postLater(scope, journal);
        assertThatThrownBy(() -> ledger.postLater(scope, move("once", BANK, ANN, "2.00")))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(ledger.bookQueued()).isEqualTo(1);
        ledger.postLater(scope, journal);
        assertThat(ledger.bookQueued()).isZero();
        assertThatThrownBy(() -> ledger.postLater(scope, move("once", BANK, BOB, "1.00")))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(balance(ANN)).isEqualTo(cny("1.00"));
    }

    @Test
    void whatCanNeverBePostedIsRefusedAtOnce() {
        assertThatThrownBy(() -> ledger.postLater(scope, move("a", BANK, new AccountId("nobody"), "1.00")))
                .isInstanceOf(NotFoundException.class);
        Money other = Money.of("USD", "1.00");
        assertThatThrownBy(() -> ledger.postLater(
                        scope,
                        Journal.of("b").debit(BANK, other).credit(ANN, other).balanced()))
                .isInstanceOf(InvalidRequestException.class);
        ledger.open(scope, List.of(Account.asset("in", "CNY").debitsOnly()));
        assertThatThrownBy(() -> ledger.postLater(scope, move("c", BANK, new AccountId("in"), "1.00")))
                .isInstanceOf(InvalidStateException.class);
        assertThat(ledger.queue(scope).lag().waiting()).isZero();
    }

    @Test
    void journalsOnOneAccountArePostedInTheirOrder() {
        for (int i = 0; i < 40; i++) {
            ledger.postLater(scope, move("in-" + i, BANK, ANN, "1.00"));
            ledger.postLater(scope, move("on-" + i, ANN, BOB, "1.00"));
            ledger.postLater(scope, move("out-" + i, BOB, BANK, "1.00"));
        }
        assertThat(ledger.bookQueued()).isEqualTo(120);
        assertThat(balance(BOB)).isEqualTo(cny("0.00"));
    }

    @Test
    void aRefusalIsRecordedAndStandsInNobodysWay() {
        ledger.postLater(scope, move("draw", ANN, BOB, "5.00"));
        ledger.postLater(scope, move("other", BANK, BOB, "1.00"));
        ledger.postLater(scope, move("more", ANN, BOB, "7.00"));
        assertThat(ledger.bookQueued()).isEqualTo(1);

        List<QueuedJournal> refused = ledger.queue(scope).refused(10);
        assertThat(refused)
                .extracting(QueuedJournal::reference)
                .containsExactly(new Reference("draw"), new Reference("more"));
        assertThat(refused.get(0).reason()).startsWith("InsufficientFundsException: account: wallet:ann has 0.00 CNY");
        assertThat(refused.get(0).tries()).isEqualTo(1);
        assertThat(ledger.queue(scope).lag().refused()).isEqualTo(2);

        ledger.post(scope, move("fill", BANK, ANN, "5.00"));
        ledger.queue(scope).retry(new Reference("draw"));
        QueuedJournal discarded = ledger.queue(scope).discard(new Reference("more"), "li: the order was cancelled");
        assertThat(discarded.state()).isEqualTo(QueuedJournal.State.DISCARDED);
        assertThat(ledger.bookQueued()).isEqualTo(1);
        assertThat(balance(BOB)).isEqualTo(cny("6.00"));
        assertThatThrownBy(() -> ledger.queue(scope).retry(new Reference("more")))
                .isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> ledger.postLater(scope, move("more", ANN, BOB, "7.00")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("the order was cancelled");
        assertThatThrownBy(() -> ledger.queue(scope).retry(new Reference("draw")))
                .isInstanceOf(NotFoundException.class);
        assertThat(ledger.queue(scope).refused(10)).isEmpty();
    }

    @Test
    void F17_whatTheHostRollsBackWasNeverEnqueued() throws Exception {
        host.begin();
        ledger.postLater(scope, move("never", BANK, ANN, "1.00"));
        host.rollBack();
        assertThat(ledger.bookQueued()).isZero();
        host.begin();
        ledger.postLater(scope, move("soon", BANK, ANN, "1.00"));
        host.commit();
        assertThat(ledger.bookQueued()).isEqualTo(1);
    }

    @Test
    void F20_aJournalThatBecomesVisibleLateIsPostedAllTheSame() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            host.begin();
            ledger.postLater(scope, move("early", BANK, ANN, "1.00"));
            assertThat(other.submit(() -> {
                                ledger.postLater(scope, move("late", BANK, BOB, "1.00"));
                                return ledger.bookQueued();
                            })
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo(1);
            host.commit();
        } finally {
            other.shutdownNow();
        }
        assertThat(ledger.bookQueued()).isEqualTo(1);
        assertThat(balance(ANN)).isEqualTo(cny("1.00"));
    }

    @Test
    void F19_manyWhoPostTheQueueAtOncePostEachJournalOnce() throws Exception {
        int runners = 4;
        ExecutorService executor = Executors.newFixedThreadPool(runners);
        CyclicBarrier together = new CyclicBarrier(runners);
        try {
            List<Future<Integer>> running = IntStream.range(0, runners)
                    .mapToObj(i -> executor.submit(() -> {
                        SqlLedger process = new SqlLedger(
                                Database.on(server.dataSource(), HostTransaction.NONE), Clock.systemUTC());
                        together.await();
                        int posted = 0;
                        for (int n = 0; n < 20; n++) {
                            process.postLater(scope, move("j-" + i + "-" + n, BANK, ANN, "0.01"));
                            posted += process.bookQueued();
                        }
                        return posted;
                    }))
                    .toList();
            int posted = 0;
            for (Future<Integer> each : running) {
                posted += each.get(60, TimeUnit.SECONDS);
            }
            assertThat(posted + ledger.bookQueued()).isEqualTo(runners * 20);
        } finally {
            executor.shutdownNow();
        }
        assertThat(balance(ANN)).isEqualTo(cny("0.80"));
    }

    @Test
    void F10_aLostAnswerToACommitPostsNothingTwice() {
        LostCommits network = new LostCommits(server.dataSource());
        SqlLedger process = new SqlLedger(Database.on(network, HostTransaction.NONE), Clock.systemUTC());
        for (LostCommits.Break where :
                List.of(LostCommits.Break.AFTER_THE_COMMIT, LostCommits.Break.BEFORE_THE_COMMIT)) {
            network.loseNext(where);
            process.postLater(scope, move("lost-" + where.name(), BANK, ANN, "1.00"));
            network.loseNext(where);
            process.bookQueued();
        }
        assertThat(balance(ANN)).isEqualTo(cny("2.00"));
    }

    @Test
    void F21_whatCanNoLongerBeReadIsRefusedAtOnceAndTheRestIsPosted() {
        ledger.postLater(scope, move("broken", BANK, ANN, "1.00"));
        ledger.postLater(scope, move("altered", BANK, ANN, "1.00"));
        ledger.postLater(scope, move("well", BANK, ANN, "1.00"));
        database.write(handle -> {
            handle.execute("update crema_queued set journal = 'nonsense' where reference = 'broken'");
            return handle.execute("update crema_queued set journal = replace(journal, ' 100 ', ' 900 ')"
                    + " where reference = 'altered'");
        });
        assertThat(ledger.bookQueued()).isEqualTo(1);
        assertThat(balance(ANN)).isEqualTo(cny("1.00"));
        assertThat(ledger.queue(scope).refused(10))
                .extracting(QueuedJournal::reason)
                .allMatch(reason -> reason.contains("cannot be read"));
    }

    @Test
    void whatNeedsALockedAccountWaitsAndNothingOvertakesItThere() throws Exception {
        ledger.open(scope, List.of(Account.asset("till", "CNY"), Account.asset("safe", "CNY")));
        AccountId till = new AccountId("till");
        ledger.postLater(scope, move("first", BANK, ANN, "2.00"));
        ledger.postLater(scope, move("second", till, ANN, "1.00"));
        ledger.postLater(scope, move("free", new AccountId("safe"), BOB, "1.00"));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            host.begin();
            ledger.open(scope, List.of(Account.asset("host", "CNY")));
            ledger.post(scope, move("hosts", BANK, new AccountId("host"), "1.00"));
            assertThat(other.submit(() -> ledger.bookQueued()).get(20, TimeUnit.SECONDS))
                    .isEqualTo(1);
            assertThat(other.submit(() -> balance(BOB)).get(20, TimeUnit.SECONDS))
                    .isEqualTo(cny("1.00"));
            host.commit();
        } finally {
            other.shutdownNow();
        }
        assertThat(ledger.bookQueued()).isEqualTo(2);
        assertThat(ledger.entries(scope, ANN, 0, 10))
                .extracting(entry -> entry.amount().negated())
                .containsExactly(cny("2.00"), cny("1.00"));
    }

    @Test
    void evenAThousandThatWaitForALockedAccountKeepNobodyElseWaiting() throws Exception {
        ledger.open(scope, List.of(Account.asset("safe", "CNY")));
        host.begin();
        for (int i = 0; i < 1001; i++) {
            ledger.postLater(scope, move("locked-" + i, BANK, ANN, "0.01"));
        }
        ledger.postLater(scope, move("free", new AccountId("safe"), BOB, "1.00"));
        host.commit();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            host.begin();
            ledger.post(scope, move("hosts", BANK, ANN, "1.00"));
            assertThat(other.submit(() -> ledger.bookQueued()).get(30, TimeUnit.SECONDS))
                    .isEqualTo(1);
            host.commit();
        } finally {
            other.shutdownNow();
        }
        assertThat(balance(BOB)).isEqualTo(cny("1.00"));
        assertThat(ledger.bookQueued()).isEqualTo(1001);
        assertThat(balance(ANN)).isEqualTo(cny("11.01"));
    }

    @Test
    void aHoldOfALockedAccountIsEndedLaterAndKeepsNoOtherFromItsEnd() throws Exception {
        ledger.post(scope, move("ann", BANK, ANN, "5.00"));
        ledger.post(scope, move("bob", BANK, BOB, "5.00"));
        Instant past = Instant.parse("2026-01-01T00:00:00Z");
        ledger.hold(scope, ANN, new Reference("first"), cny("5.00"), past);
        ledger.hold(scope, BOB, new Reference("second"), cny("5.00"), past.plusSeconds(1));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            host.begin();
            ledger.post(scope, move("hosts", BANK, ANN, "1.00"));
            assertThat(other.submit(() -> ledger.expireHolds()).get(30, TimeUnit.SECONDS))
                    .isEqualTo(1);
            host.commit();
        } finally {
            other.shutdownNow();
        }
        assertThat(ledger.findHold(scope, BOB, new Reference("second")).map(Hold::state))
                .contains(Hold.State.EXPIRED);
        assertThat(ledger.findHold(scope, ANN, new Reference("first")).map(Hold::state))
                .contains(Hold.State.OPEN);
        assertThat(ledger.findHold(scope, ANN, new Reference("none"))).isEmpty();
        assertThat(ledger.expireHolds()).isEqualTo(1);
    }

    @Test
    void hotAccountsArePostedOnFromTheQueueToo() {
        AccountId striped = new AccountId("merchant:striped");
        AccountId deferring = new AccountId("merchant:deferring");
        ledger.open(
                scope,
                List.of(
                        Account.liability(striped.path(), "CNY")
                                .neverBelowZero()
                                .striped(4),
                        Account.liability(deferring.path(), "CNY")
                                .neverBelowZero()
                                .deferring()));
        for (int i = 0; i < 4; i++) {
            new SqlLedger(database, Clock.systemUTC(), i).post(scope, move("s-" + i, BANK, striped, "1.00"));
        }
        ledger.post(scope, move("d", BANK, deferring, "1.00"));
        SqlLedger unaware = new SqlLedger(database, Clock.systemUTC());
        unaware.postLater(scope, move("to-d", striped, deferring, "3.00"));
        unaware.postLater(scope, move("to-s", deferring, striped, "4.00"));
        unaware.postLater(scope, move("out", striped, BANK, "5.00"));
        assertThat(unaware.bookQueued()).isEqualTo(3);
        assertThat(balance(striped)).isEqualTo(cny("0.00"));
    }

    @Test
    void aBookkeeperWithoutAPauseIsRefusedAndCanBeStartedWithOne() {
        try (Bookkeeper bookkeeper = Bookkeeper.of(Ledger.on(server.dataSource()))) {
            assertThatThrownBy(() -> bookkeeper.start(Duration.ZERO))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("interval");
            bookkeeper.start(Duration.ofHours(1));
        }
    }

    @Test
    void theBookkeeperDoesItAllAndStopsWhenTold() {
        Ledger books = Ledger.on(server.dataSource(), HostTransaction.NONE, Clock.systemUTC())
                .in(scope);
        books.defer(BOB);
        books.account(BOB);
        books.postLater(move("later", BANK, ANN, "1.00"));
        books.post(move("deferred", BANK, BOB, "1.00"));
        books.hold(BOB, new Reference("short"), cny("1.00"), Instant.now().minusSeconds(1));
        books.post(move("again", BANK, BOB, "1.00"));
        Bookkeeper bookkeeper = Bookkeeper.of(books);

        Bookkeeper.Work work = bookkeeper.runOnce();
        assertThat(work.posted()).isEqualTo(1);
        assertThat(work.expired()).isEqualTo(1);
        assertThat(books.entries(BOB, 0, 10)).hasSize(2);
        assertThat(books.balance(BOB).available()).isEqualTo(cny("2.00"));

        bookkeeper.start(Duration.ofMillis(1));
        bookkeeper.start(Duration.ofMillis(1));
        books.postLater(move("later-2", BANK, ANN, "1.00"));
        Instant end = Instant.now().plusSeconds(30);
        while (books.journal(new Reference("later-2")).isEmpty()
                && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        bookkeeper.close();
        bookkeeper.close();
        assertThat(books.balance(ANN).balance()).isEqualTo(cny("2.00"));
    }
}
