package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.LostCommits;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.audit.Finding;
import dev.crema.ledger.audit.Progress;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.JournalPage;
import dev.crema.ledger.report.Reports;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.Statement;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes a deferring account more waits for nobody, counts at once, and becomes an entry once. */
@OnEachDatabase
class DeferringTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId SHOP = new AccountId("merchant:shop");

    private final TestDatabase server;
    private final TestHost host;
    private final Database database;
    private Scope scope;
    private SqlLedger ledger;

    DeferringTest(TestDatabase server) {
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
                        Account.liability("merchant:shop", "CNY")
                                .neverBelowZero()
                                .deferring()));
    }

    @AfterEach
    void theBooksAreRight() {
        assertThat(new SqlAudit(database, Clock.systemUTC(), scope)
                        .verifyAllScopes(Progress.NONE)
                        .first())
                .isEmpty();
        LedgerInvariants.check(server.dataSource());
        ledger.fold();
        LedgerInvariants.check(server.dataSource());
        assertThat(new SqlAudit(database, Clock.systemUTC(), scope)
                        .verifyAllScopes(Progress.NONE)
                        .first())
                .isEmpty();
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

    @Test
    void aCreditCountsAtOnceAndGetsItsNumberWhenItIsFolded() {
        PostedJournal posted = ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        ledger.post(scope, move("sale-2", BANK, SHOP, "5.00"));

        assertThat(ledger.balance(scope, SHOP).available()).isEqualTo(cny("15.00"));
        assertThat(ledger.trialBalance(scope).isBalanced()).isTrue();
        assertThat(ledger.entries(scope, SHOP, 0, 10)).isEmpty();
        assertThat(posted.entries()).extracting(Entry::number).containsExactly(1L, 0L);
        assertThat(ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"))).isEqualTo(posted);

        assertThat(ledger.fold()).isEqualTo(2);
        assertThat(ledger.fold()).isZero();
        List<Entry> entries = ledger.entries(scope, SHOP, 0, 10);
        assertThat(entries).extracting(Entry::number).containsExactly(1L, 2L);
        assertThat(entries).extracting(Entry::balance).containsExactly(cny("-10.00"), cny("-15.00"));
        assertThat(entries.get(0).journal()).isEqualTo(posted.id());
        assertThat(entries.get(0).leg()).isEqualTo(2);
        assertThat(entries.get(0).effectiveOn()).isEqualTo(posted.effectiveOn());
        assertThat(ledger.balance(scope, SHOP).available()).isEqualTo(cny("15.00"));
        assertThat(ledger.journal(scope, new Reference("sale-1"))).contains(posted);
    }

    @Test
    void aDrawThatNeedsWhatWaitsFoldsItFirst() {
        ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        ledger.fold();
        ledger.post(scope, move("sale-2", BANK, SHOP, "5.00"));

        ledger.post(scope, move("payout-1", SHOP, BANK, "8.00"));
        assertThat(ledger.entries(scope, SHOP, 0, 10))
                .as("nothing was folded in vain")
                .hasSize(2);
        ledger.post(scope, move("payout-2", SHOP, BANK, "7.00"));
        assertThat(ledger.entries(scope, SHOP, 0, 10)).hasSize(4);
        assertThatThrownBy(() -> ledger.post(scope, move("payout-3", SHOP, BANK, "0.01")))
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessageContaining("has 0.00 CNY available");
    }

    @Test
    void statementsAndJournalsOfTheAccountHaveAllThatWasFolded() {
        Set<String> references = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            ledger.post(scope, move("in-" + i, BANK, SHOP, "2.00"));
            references.add("in-" + i);
            if (i % 3 == 2) {
                ledger.post(scope, move("out-" + i, SHOP, BANK, "1.00")); // booked before what waits
                references.add("out-" + i);
            }
            if (i % 5 == 4) {
                ledger.fold();
            }
        }
        Reports reports = ledger.reports(scope);
        List<Statement.Line> lines = new ArrayList<>();
        Statement page;
        do {
            page = reports.statement(
                    SHOP,
                    Span.ALL,
                    lines.isEmpty() ? 0 : lines.get(lines.size() - 1).number(),
                    7);
            lines.addAll(page.lines());
        } while (page.more());
        Money balance = cny("0.00");
        for (Statement.Line line : lines) {
            balance = balance.plus(line.amount());
            assertThat(line.balance()).isEqualTo(balance);
        }
        assertThat(page.closing()).isEqualTo(balance).isEqualTo(cny("34.00"));
        assertThat(lines.stream().map(line -> line.reference().value())).hasSameElementsAs(references);

        List<String> paged = new ArrayList<>();
        String after = "";
        do {
            JournalPage journals = reports.journalsOf(SHOP, after, 7);
            journals.journals().forEach(journal -> paged.add(journal.reference().value()));
            after = journals.end();
        } while (!after.isEmpty());
        assertThat(paged).hasSize(references.size()).hasSameElementsAs(references);
    }

    @Test
    void aHoldCountsWhatWaits() {
        ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        ledger.hold(scope, SHOP, new Reference("order"), cny("10.00"), null);
        assertThat(ledger.balance(scope, SHOP).available()).isEqualTo(cny("0.00"));
        ledger.post(scope, move("sale-2", BANK, SHOP, "1.00"));
        assertThatThrownBy(() -> ledger.hold(scope, SHOP, new Reference("more"), cny("1.01"), null))
                .isInstanceOf(InsufficientFundsException.class);
        ledger.capture(scope, SHOP, new Reference("order"), move("ship", SHOP, BANK, "10.00"), true);
        assertThat(ledger.balance(scope, SHOP).available()).isEqualTo(cny("1.00"));
    }

    @Test
    void aCreditWaitsForNoTransactionThatHasTheAccount() throws Exception {
        ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        ledger.open(scope, List.of(Account.asset("till", "CNY"), Account.asset("safe", "CNY")));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            host.begin();
            ledger.post(scope, move("payout", SHOP, new AccountId("safe"), "4.00"));
            other.submit(() -> ledger.post(scope, move("sale-2", new AccountId("till"), SHOP, "2.00")))
                    .get(20, TimeUnit.SECONDS);
            host.commit();
        } finally {
            other.shutdownNow();
        }
        assertThat(ledger.balance(scope, SHOP).balance()).isEqualTo(cny("8.00"));
    }

    @Test
    void F19_manyWhoFoldAtOnceFoldEachLegOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            ledger.post(scope, move("sale-" + i, BANK, SHOP, "0.01"));
        }
        int folders = 6;
        ExecutorService executor = Executors.newFixedThreadPool(folders);
        CyclicBarrier together = new CyclicBarrier(folders);
        try {
            List<Future<Integer>> folding = java.util.stream.IntStream.range(0, folders)
                    .mapToObj(i -> executor.submit(() -> {
                        SqlLedger process = new SqlLedger(
                                Database.on(server.dataSource(), HostTransaction.NONE), Clock.systemUTC());
                        together.await();
                        int folded = 0;
                        for (int n = 0; n < 5; n++) {
                            process.post(scope, move("more-" + i + "-" + n, BANK, SHOP, "0.01"));
                            folded += process.fold();
                        }
                        return folded;
                    }))
                    .toList();
            int folded = 0;
            for (Future<Integer> each : folding) {
                folded += each.get(60, TimeUnit.SECONDS);
            }
            // Those who did not know yet that it defers booked on its row.
            assertThat(folded + ledger.fold()).isBetween(300, 330);
        } finally {
            executor.shutdownNow();
        }
        assertThat(ledger.entries(scope, SHOP, 0, 1000)).hasSize(330);
        assertThat(ledger.balance(scope, SHOP).balance()).isEqualTo(cny("3.30"));
    }

    @Test
    void F10_aFoldWhoseAnswerIsLostIsNotFoldedTwice() {
        LostCommits network = new LostCommits(server.dataSource());
        SqlLedger process = new SqlLedger(Database.on(network, HostTransaction.NONE), Clock.systemUTC());
        process.account(scope, SHOP);
        process.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT);
        process.fold();
        assertThat(ledger.entries(scope, SHOP, 0, 10)).hasSize(1);
        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT);
        PostedJournal posted = process.post(scope, move("sale-2", BANK, SHOP, "1.00"));

        assertThat(process.post(scope, move("sale-2", BANK, SHOP, "1.00"))).isEqualTo(posted);
        assertThat(ledger.balance(scope, SHOP).balance()).isEqualTo(cny("11.00"));
    }

    @Test
    void F17_whatTheHostRollsBackNeverWaited() throws Exception {
        host.begin();
        ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        assertThat(ledger.balance(scope, SHOP).balance()).isEqualTo(cny("10.00"));
        host.rollBack();
        assertThat(ledger.balance(scope, SHOP).balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.fold()).isZero();
    }

    @Test
    void linkedJournalsThatDrawWhatTheyBringAreBookedOnTheRow() {
        List<PostedJournal> linked =
                ledger.postLinked(scope, List.of(move("in", BANK, SHOP, "3.00"), move("out", SHOP, BANK, "3.00")));
        assertThat(linked.get(0).entries()).extracting(Entry::number).doesNotContain(0L);
        assertThat(ledger.balance(scope, SHOP).balance()).isEqualTo(cny("0.00"));
    }

    @Test
    void A03_anAmountThatOthersCouldOverflowIsBookedOnTheRow() {
        Money much = Money.ofMinor("CNY", Long.MAX_VALUE - 1);
        PostedJournal posted = ledger.post(
                scope, Journal.of("much").debit(BANK, much).credit(SHOP, much).balanced());
        assertThat(posted.entries()).extracting(Entry::number).containsExactly(1L, 1L);
        PostedJournal last = ledger.post(scope, move("last", new AccountId("bank"), SHOP, "0.01"));
        assertThat(last.entries()).extracting(Entry::number).doesNotContain(0L);
        assertThatThrownBy(() -> ledger.post(scope, move("over", BANK, SHOP, "0.01")))
                .hasMessageContaining("cannot count");
    }

    @Test
    void whoTakesAwayOrChangesWhatWaitsIsFoundOut() {
        ledger.post(scope, move("sale-1", BANK, SHOP, "10.00"));
        ledger.post(scope, move("sale-2", BANK, SHOP, "5.00"));
        tamper("update crema_deferred set amount_minor = amount_minor * 2");
        assertThat(found()).hasValueSatisfying(place -> assertPlace(place, "merchant:shop"));
        tamper("update crema_deferred set amount_minor = amount_minor / 2");
        assertThat(found()).isEmpty();
        tamper("update crema_deferred set account = 'merchant:gone'");
        assertThat(found()).hasValueSatisfying(place -> assertPlace(place, "merchant:gone"));
        tamper("update crema_deferred set account = 'merchant:shop'");
        assertThat(found()).isEmpty();
    }

    private static void assertPlace(Finding finding, String account) {
        assertThat(finding.kind()).isEqualTo(Finding.Kind.DEFERRED_WRONG);
        assertThat(finding.account()).isEqualTo(account);
    }

    private void tamper(String sql) {
        database.write(handle -> handle.execute(sql));
    }

    private Optional<Finding> found() {
        return new SqlAudit(database, Clock.systemUTC(), scope)
                .verify(Progress.NONE)
                .first();
    }

    @Test
    void anAccountDefersFromLaterOnAndNeverUnderACeiling() {
        ledger.open(
                scope,
                List.of(
                        Account.asset("till", "CNY"),
                        Account.asset("box", "CNY").neverAbove(cny("1.00"))));
        AccountId till = new AccountId("till");
        ledger.post(scope, move("first", till, SHOP, "1.00"));
        ledger.defer(scope, till);
        ledger.account(scope, till);
        assertThat(ledger.post(scope, move("second", till, BANK, "1.00")).entries())
                .extracting(Entry::number)
                .startsWith(0L);
        assertThat(ledger.balance(scope, till).balance()).isEqualTo(cny("2.00"));
        assertThatThrownBy(() -> ledger.defer(scope, new AccountId("box")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ceiling");
        assertThatThrownBy(() -> ledger.stripe(scope, SHOP, 4)).isInstanceOf(InvalidRequestException.class);
    }
}
