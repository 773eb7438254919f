package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.audit.Progress;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account on several rows is one account to everybody who reads it, and never has less than its floor. */
@OnEachDatabase
class StripesTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId SHOP = new AccountId("merchant:shop");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final int STRIPES = 4;

    private final TestDatabase server;
    private final TestHost host;
    private final Database database;
    private Scope scope;
    private List<SqlLedger> processes;

    StripesTest(TestDatabase server) {
        this.server = server;
        this.host = new TestHost(server.dataSource());
        this.database = Database.on(host, host);
        Schema.of(database).create();
        this.scope = server.scope();
        this.processes = List.of();
    }

    /** Each of four processes is led to a stripe of its own. */
    @BeforeEach
    void openBooks() {
        scope = server.scope();
        processes = new ArrayList<>();
        for (int i = 0; i < STRIPES; i++) {
            processes.add(new SqlLedger(database, Clock.systemUTC(), i));
        }
        process(0)
                .open(
                        scope,
                        List.of(
                                Account.asset("bank", "CNY"),
                                Account.liability("wallet:ann", "CNY").neverBelowZero(),
                                Account.liability("merchant:shop", "CNY")
                                        .neverBelowZero()
                                        .striped(STRIPES)));
        processes.forEach(one -> one.account(scope, SHOP)); // which is how they come to know it
    }

    @AfterEach
    void theBooksAreRight() {
        assertThat(new SqlAudit(database, Clock.systemUTC(), scope)
                        .verifyAllScopes(Progress.NONE)
                        .first())
                .isEmpty();
        LedgerInvariants.check(server.dataSource());
    }

    private SqlLedger process(int i) {
        return processes.get(i);
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

    /** 10.00 on each stripe. */
    private void fill() {
        for (int i = 0; i < STRIPES; i++) {
            process(i).post(scope, move("fill-" + i, BANK, SHOP, "10.00"));
        }
    }

    private List<String> rows() {
        return database.read(handle -> handle.createQuery("""
                        select account, balance_minor from crema_account
                        where scope = :scope and account like 'merchant:shop%' order by account
                        """)
                .bind("scope", scope.name())
                .map((row, context) -> row.getString(1) + " " + -row.getLong(2))
                .list());
    }

    @Test
    void ofSeveralReasonsTheSameOneIsNamedAsForAPlainAccount() {
        Account lent = Account.liability("lent:plain", "CNY").neverBelow(Money.ofMinor("CNY", -Long.MAX_VALUE));
        Account striped = Account.liability("lent:striped", "CNY")
                .under(lent.constraint())
                .striped(STRIPES);
        process(0)
                .open(
                        scope,
                        List.of(
                                lent,
                                striped,
                                Account.asset("sink:plain", "CNY"),
                                Account.asset("sink:striped", "CNY")));
        for (Account account : List.of(lent, striped)) {
            process(0).post(scope, draw("some", account.id(), Long.MAX_VALUE / 65));
            process(0).accounts(scope).freeze(account.id());
            assertThatThrownBy(() -> process(0).post(scope, draw("all", account.id(), Long.MAX_VALUE)))
                    .as(account.toString())
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("frozen");
        }
    }

    private static Journal draw(String reference, AccountId account, long minor) {
        return Journal.of(reference + "-" + account.path())
                .debit(account.path(), Money.ofMinor("CNY", minor))
                .credit("sink:" + account.path().substring(5), Money.ofMinor("CNY", minor))
                .balanced();
    }

    @Test
    void eachProcessBooksOnAStripeOfItsOwnAndReadersSeeOneAccount() {
        fill();

        assertThat(rows())
                .containsExactly(
                        "merchant:shop 1000", "merchant:shop#1 1000", "merchant:shop#2 1000", "merchant:shop#3 1000");
        assertThat(process(0).balance(scope, SHOP).available()).isEqualTo(cny("40.00"));
        assertThat(process(0).trialBalance(scope).rows())
                .extracting(row -> row.account().path() + " " + row.balance())
                .containsExactly("bank 40.00 CNY", "merchant:shop -40.00 CNY", "wallet:ann 0.00 CNY");
    }

    @Test
    void aDrawThatOneStripeHasNotEnoughForBringsTheMoneyTogether() {
        fill();
        PostedJournal posted = process(2).post(scope, move("payout", SHOP, BANK, "31.00"));

        assertThat(posted.entries()).extracting(Entry::account).containsExactly(SHOP, BANK);
        assertThat(process(1).balance(scope, SHOP).available()).isEqualTo(cny("9.00"));
        assertThat(process(1).post(scope, move("payout", SHOP, BANK, "31.00"))).isEqualTo(posted);
        assertThat(rows())
                .as("what is left is spread evenly")
                .containsExactly(
                        "merchant:shop 225", "merchant:shop#1 225", "merchant:shop#2 225", "merchant:shop#3 225");
    }

    @Test
    void moreThanAllStripesHaveIsRefusedAndMovesNothing() {
        fill();
        assertThatThrownBy(() -> process(1).post(scope, move("payout", SHOP, BANK, "40.01")))
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessageContaining("has 40.00 CNY available, 40.01 CNY are needed");

        assertThat(rows().get(1)).isEqualTo("merchant:shop#1 1000");
        process(1).post(scope, move("payout-2", SHOP, BANK, "40.00"));
        assertThat(process(1).balance(scope, SHOP).balance()).isEqualTo(cny("0.00"));
    }

    @Test
    void aCreditLineCountsOnce() {
        AccountId line = new AccountId("wallet:line");
        process(0)
                .open(
                        scope,
                        List.of(Account.liability("wallet:line", "CNY")
                                .neverBelow(cny("-5.00"))
                                .striped(3)));
        for (int i = 0; i < 3; i++) {
            process(i).post(scope, move("line-" + i, BANK, line, "1.00"));
        }
        assertThatThrownBy(() -> process(1).post(scope, move("much", line, BANK, "8.01")))
                .isInstanceOf(InsufficientFundsException.class);
        process(1).post(scope, move("all", line, BANK, "8.00"));
        assertThat(process(2).balance(scope, line).balance()).isEqualTo(cny("-5.00"));
    }

    @Test
    void aHoldTakesFromAllStripesAndIsCapturedWherePutAside() {
        fill();
        Reference hold = new Reference("order");
        assertThat(process(3).hold(scope, SHOP, hold, cny("25.00"), null))
                .isEqualTo(process(1).hold(scope, SHOP, hold, cny("25.00"), null));
        assertThat(process(0).balance(scope, SHOP).available()).isEqualTo(cny("15.00"));
        assertThatThrownBy(() -> process(2).post(scope, move("much", SHOP, BANK, "15.01")))
                .isInstanceOf(InsufficientFundsException.class);

        process(2).capture(scope, SHOP, hold, move("ship", SHOP, BANK, "20.00"), true);
        assertThat(process(0).balance(scope, SHOP).available()).isEqualTo(cny("20.00"));
        process(2).post(scope, move("rest", SHOP, BANK, "20.00"));
    }

    @Test
    void aJournalIsReversedOnceWhoeverAsks() {
        fill();
        Reference original = new Reference("fill-3");
        Journal undo = move("undo", SHOP, BANK, "10.00");
        PostedJournal undone = process(1).correct(scope, original, undo, true);

        assertThat(process(2).correct(scope, original, undo, true)).isEqualTo(undone);
        assertThatThrownBy(() -> process(3).correct(scope, original, move("undo-2", SHOP, BANK, "10.00"), true))
                .hasMessageContaining("reversed already");
    }

    @Test
    void entriesArePagedInAnOrderThatStaysAndWithoutWhatMovedBetweenStripes() {
        fill();
        process(0).post(scope, move("payout", SHOP, BANK, "35.00"));
        process(2).post(scope, move("more", BANK, SHOP, "2.00"));
        List<Entry> all = process(0).entries(scope, SHOP, 0, 100);

        assertThat(all).extracting(Entry::account).containsOnly(SHOP);
        assertThat(all.stream().mapToLong(entry -> -entry.amount().minor()))
                .containsExactly(1000L, -3500L, 1000L, 1000L, 200L, 1000L);
        List<Entry> paged = new ArrayList<>();
        for (List<Entry> page = process(1).entries(scope, SHOP, 0, 2); !page.isEmpty(); ) {
            paged.addAll(page);
            page = process(1).entries(scope, SHOP, page.get(page.size() - 1).number(), 2);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(process(3)
                        .journal(scope, new Reference("more"))
                        .orElseThrow()
                        .entries())
                .contains(all.get(4));
    }

    @Test
    void hostsTransactionsOnOneAccountDoNotWaitForEachOther() throws Exception {
        fill();
        ExecutorService other = Executors.newSingleThreadExecutor();
        while (stripe(other) == Math.floorMod(Thread.currentThread().getId(), STRIPES)) {
            other.shutdownNow();
            other = Executors.newSingleThreadExecutor();
        }
        try {
            host.begin();
            process(0).post(scope, move("mine", BANK, SHOP, "1.00"));
            // The other thread is led to another stripe; of the bank, which is kept plainly, it has to stay away.
            other.submit(() -> {
                        process(1).open(scope, List.of(Account.asset("till", "CNY")));
                        host.begin();
                        process(0).post(scope, move("theirs", new AccountId("till"), SHOP, "2.00"));
                        host.commit();
                        return null;
                    })
                    .get(20, TimeUnit.SECONDS);
            host.commit();
        } finally {
            other.shutdownNow();
        }
        assertThat(process(0).balance(scope, SHOP).balance()).isEqualTo(cny("43.00"));
    }

    /** Which stripe the thread is led to, counted from where the process begins. */
    private static long stripe(ExecutorService executor) throws Exception {
        return executor.submit(() -> Math.floorMod(Thread.currentThread().getId(), STRIPES))
                .get();
    }

    @Test
    void anAccountIsStripedLaterAndWhoDoesNotKnowItYetIsRightToo() {
        process(0).post(scope, move("deposit", BANK, ANN, "9.00"));
        SqlLedger unaware = new SqlLedger(database, Clock.systemUTC(), 2);
        unaware.post(scope, move("before", BANK, ANN, "1.00"));
        process(0).stripe(scope, ANN, 3);
        process(0).stripe(scope, ANN, 3);
        process(1).account(scope, ANN);
        process(1).post(scope, move("on-1", BANK, ANN, "4.00"));
        unaware.post(scope, move("payout", ANN, BANK, "14.00"));

        assertThat(unaware.balance(scope, ANN).balance()).isEqualTo(cny("0.00"));
        process(0).stripe(scope, ANN, 5);
        assertThatThrownBy(() -> process(0).stripe(scope, ANN, 2))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("are 5 and never become fewer");
        assertThatThrownBy(() -> process(0).stripe(scope, new AccountId("nobody"), 2))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void whoBelievesInStripesThatWereRolledBackFindsTheAccountAllTheSame() throws Exception {
        host.begin();
        process(1).open(scope, List.of(Account.asset("gone", "CNY").striped(4)));
        process(1).post(scope, move("first", new AccountId("gone"), SHOP, "1.00"));
        process(1).post(scope, move("second", new AccountId("gone"), SHOP, "1.00"));
        host.rollBack();
        process(1).open(scope, List.of(Account.asset("gone", "CNY")));

        process(1).post(scope, move("first", new AccountId("gone"), SHOP, "1.00"));
        assertThat(process(1).balance(scope, new AccountId("gone")).balance()).isEqualTo(cny("1.00"));
    }

    @Test
    void A03_stripesThatTogetherWouldPassWhatCanBeCountedAreRefused() {
        Money much = Money.ofMinor("CNY", Long.MAX_VALUE / 64);
        process(1)
                .post(
                        scope,
                        Journal.of("much").debit(BANK, much).credit(SHOP, much).balanced());
        assertThatThrownBy(() -> process(1).post(scope, move("more", BANK, SHOP, "0.02")))
                .isInstanceOf(AmountExceededException.class);
        process(2).post(scope, move("elsewhere", BANK, SHOP, "0.02"));
        assertThat(process(2).balance(scope, SHOP).balance()).isEqualTo(much.plus(cny("0.02")));
    }

    @Test
    void aCeilingAndStripesExcludeEachOther() {
        Account account = Account.liability("wallet:bob", "CNY").neverAbove(cny("10.00"));
        assertThatThrownBy(() -> account.striped(2))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ceiling");
        process(0).open(scope, List.of(account));
        assertThatThrownBy(() -> process(0).stripe(scope, account.id(), 2))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ceiling");
        assertThatThrownBy(() -> Account.asset("x", "CNY").striped(65)).isInstanceOf(InvalidRequestException.class);
    }
}
