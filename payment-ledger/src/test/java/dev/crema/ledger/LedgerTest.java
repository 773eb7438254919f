package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnEachDatabase
class LedgerTest {
    private static final AccountId BANK = new AccountId("bank:main");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId CAFE = new AccountId("merchant:cafe");

    private final TestDatabase database;
    private final SteppingClock clock = new SteppingClock();
    private Ledger ledger;

    LedgerTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void openBooks() {
        ledger = Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(database.scope());
        ledger.open(
                Account.asset("bank:main", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero(),
                Account.liability("merchant:cafe", "CNY").neverBelowZero());
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static Journal move(String reference, AccountId from, AccountId to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .balanced();
    }

    private void deposit(String amount) {
        ledger.post(move("deposit", BANK, ANN, amount));
    }

    @Test
    void aPostedJournalMovesMoneyFromOneSideToTheOther() {
        PostedJournal posted = ledger.post(Journal.of("order-1")
                .kind("top-up")
                .describedAs("Two coffees 咖啡 ☕")
                .debit("bank:main", cny("20.00"))
                .credit("wallet:ann", cny("18.50"))
                .credit("merchant:cafe", cny("1.50"))
                .balanced());

        assertThat(ledger.balance("bank:main").balance()).isEqualTo(cny("20.00"));
        assertThat(ledger.balance("wallet:ann")).isEqualTo(new Balance(ANN, cny("18.50"), cny("0.00")));
        assertThat(posted.entries())
                .extracting(Entry::account, Entry::number, Entry::leg, Entry::amount, Entry::balance)
                .containsExactly(
                        tuple(BANK, 1L, 1, cny("20.00"), cny("20.00")),
                        tuple(ANN, 1L, 2, cny("-18.50"), cny("-18.50")),
                        tuple(CAFE, 1L, 3, cny("-1.50"), cny("-1.50")));
        assertThat(ledger.journal(new Reference("order-1"))).contains(posted);
        assertThat(ledger.journal(new Reference("order-2"))).isEmpty();
    }

    @Test
    void theTrialBalancePrintsDebitsBesideCredits() {
        ledger.open(Account.asset("cash", "JPY"), Account.equity("capital", "JPY"));
        ledger.post(Journal.of("yen")
                .debit("cash", Money.of("JPY", "500"))
                .credit("capital", Money.of("JPY", "500"))
                .balanced());
        deposit("20.00");

        assertThat(ledger.trialBalance().isBalanced()).isTrue();
        assertThat(ledger.trialBalance()).hasToString("""
                CNY                        debit  credit
                bank:main      asset       20.00
                merchant:cafe  liability            0.00
                wallet:ann     liability           20.00
                total                      20.00   20.00
                JPY                  debit  credit
                capital  equity                500
                cash     asset         500
                total                  500     500
                """);
    }

    @Test
    void anAccountsEntriesAreReadInPages() {
        for (int i = 1; i <= 7; i++) {
            ledger.post(move("deposit-" + i, BANK, ANN, "1.00"));
        }
        List<Entry> first = ledger.entries(ANN, 0, 5);
        List<Entry> second = ledger.entries(ANN, first.get(4).number(), 5);

        assertThat(first).extracting(Entry::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(second).extracting(Entry::number).containsExactly(6L, 7L);
        assertThat(second.get(1).balance()).isEqualTo(cny("-7.00"));
        assertThat(ledger.entries(new AccountId("nobody"), 0, 5)).isEmpty();
        assertThatThrownBy(() -> ledger.entries(ANN, -1, 5)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> ledger.entries(ANN, 0, 0)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> ledger.entries(ANN, 0, 1001)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void openingAnAccountAgainChangesNothingAndAsSomethingElseIsRefused() {
        deposit("20.00");
        ledger.open(Account.liability("wallet:ann", "CNY").neverBelowZero());
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("20.00"));

        List<Account> others = List.of(
                Account.liability("wallet:ann", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelow(cny("-1.00")),
                Account.asset("wallet:ann", "CNY").neverBelowZero(),
                Account.liability("wallet:ann", "USD").neverBelowZero());
        for (Account other : others) {
            assertThatThrownBy(() -> ledger.open(Account.liability("wallet:bob", "CNY"), other))
                    .isInstanceOf(IdempotencyConflictException.class)
                    .hasMessageContaining("wallet:ann");
        }
        assertThat(ledger.account(ANN))
                .isEqualTo(Account.liability("wallet:ann", "CNY").neverBelowZero());
        // All or none.
        assertThatThrownBy(() -> ledger.account(new AccountId("wallet:bob"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void postingAgainIsAnsweredAsTheFirstTime() {
        PostedJournal first = ledger.post(move("order-1", BANK, ANN, "20.00"));
        ledger.post(move("order-2", ANN, CAFE, "20.00")); // now a second time would not be possible
        PostedJournal spent = ledger.post(move("order-3", CAFE, ANN, "20.00"));
        ledger.post(move("order-4", ANN, BANK, "20.00"));
        clock.step(3600);

        assertThat(ledger.post(move("order-1", BANK, ANN, "20.00"))).isEqualTo(first);
        assertThat(ledger.post(move("order-3", CAFE, ANN, "20.00"))).isEqualTo(spent);
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("0.00"));
    }

    @Test
    void theOrderOfLinesAndTheDescriptionAreNoContent() {
        PostedJournal first = ledger.post(Journal.of("order-1")
                .describedAs("first")
                .debit(BANK, cny("3.00"))
                .credit(ANN, cny("1.00"))
                .credit(CAFE, cny("2.00"))
                .balanced());
        PostedJournal again = ledger.post(Journal.of("order-1")
                .describedAs("reworded")
                .credit(CAFE, cny("2.00"))
                .credit(ANN, cny("1.00"))
                .debit(BANK, cny("3.00"))
                .balanced());
        assertThat(again).isEqualTo(first);
    }

    @Test
    void A07_aReferenceThatWasPostedWithOtherContentIsRefusedWhateverElseIsWrong() {
        deposit("20.00");
        PostedJournal first = ledger.post(move("order-1", ANN, CAFE, "5.00"));
        List<Journal> others = List.of(
                move("order-1", ANN, CAFE, "5.01"),
                move("order-1", CAFE, ANN, "5.00"),
                move("order-1", ANN, BANK, "5.00"),
                move("order-1", ANN, CAFE, "5000.00"),
                move("order-1", ANN, new AccountId("nobody"), "5.00"),
                Journal.of("order-1")
                        .kind("other")
                        .debit(ANN, cny("5.00"))
                        .credit(CAFE, cny("5.00"))
                        .balanced(),
                Journal.of("order-1")
                        .debit(ANN, Money.of("USD", "5.00"))
                        .credit(CAFE, Money.of("USD", "5.00"))
                        .balanced());
        for (Journal other : others) {
            assertThatThrownBy(() -> ledger.post(other)).isInstanceOf(IdempotencyConflictException.class);
        }
        assertThat(ledger.journal(new Reference("order-1"))).contains(first);
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("15.00"));
    }

    @Test
    void A08_theSameReferencesAndPathsInAnotherScopeAreAnotherTenants() {
        deposit("20.00");
        Ledger other = ledger.in(database.scope());

        assertThatThrownBy(() -> other.balance(ANN)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.post(move("deposit", BANK, ANN, "20.00")))
                .isInstanceOf(NotFoundException.class);
        other.open(Account.asset("bank:main", "CNY"), Account.liability("wallet:ann", "CNY"));
        assertThat(other.journal(new Reference("deposit"))).isEmpty();
        other.post(move("deposit", BANK, ANN, "7.00"));

        assertThat(other.balance(ANN).balance()).isEqualTo(cny("7.00"));
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("20.00"));
    }

    @Test
    void A05_anAmountInAnotherCurrencyThanItsAccountIsRefused() {
        Money dollars = Money.of("USD", "5.00");
        assertThatThrownBy(() -> ledger.post(Journal.of("order-1")
                        .debit(BANK, dollars)
                        .credit(ANN, dollars)
                        .balanced()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("5.00 USD", "CNY");
        assertThatThrownBy(() -> ledger.hold(ANN, new Reference("h"), dollars))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(ledger.journal(new Reference("order-1"))).isEmpty();
    }

    @Test
    void A01_aHoldOfNothingOrLessIsRefused() {
        for (String amount : List.of("0.00", "-1.00")) {
            assertThatThrownBy(() -> ledger.hold(ANN, new Reference("h"), cny(amount)))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void A03_aBalanceThatCannotBeCountedIsRefusedAndNothingChanges() {
        Money most = Money.ofMinor("CNY", Long.MAX_VALUE);
        ledger.post(Journal.of("most").debit(BANK, most).credit(ANN, most).balanced());

        assertThatThrownBy(() -> ledger.post(move("one-more", BANK, ANN, "0.01")))
                .isInstanceOf(AmountExceededException.class);
        assertThat(ledger.balance(ANN).balance()).isEqualTo(most);
        assertThat(ledger.journal(new Reference("one-more"))).isEmpty();

        ledger.open(Account.liability("credit", "CNY"));
        ledger.hold(new AccountId("credit"), new Reference("h1"), most);
        assertThatThrownBy(() -> ledger.hold(new AccountId("credit"), new Reference("h2"), cny("0.01")))
                .isInstanceOf(AmountExceededException.class);
        assertThatThrownBy(() -> ledger.post(move("overdraw", new AccountId("credit"), CAFE, "0.02")))
                .isInstanceOf(AmountExceededException.class);
    }

    @Test
    void A10_pathsThatDifferInOneByteAreTwoAccounts() {
        ledger.open(Account.liability("Wallet:ann", "CNY"), Account.liability("wallet:ann.", "CNY"));
        deposit("1.00");

        assertThat(ledger.balance("Wallet:ann").balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.balance("wallet:ann.").balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.journal(new Reference("Deposit"))).isEmpty();
        ledger.hold(ANN, new Reference("hold"), cny("0.40"));
        ledger.hold(ANN, new Reference("Hold"), cny("0.60"));
        assertThat(ledger.trialBalance().rows())
                .extracting(row -> row.account().path())
                .containsExactly("Wallet:ann", "bank:main", "merchant:cafe", "wallet:ann", "wallet:ann.");
    }

    @Test
    void A13_moreThanIsAvailableCannotBeDrawn() {
        deposit("20.00");
        assertThatThrownBy(() -> ledger.post(move("order-1", ANN, CAFE, "20.01")))
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessageContainingAll("wallet:ann", "20.00 CNY available", "20.01 CNY are needed");

        ledger.hold(ANN, new Reference("h"), cny("15.00"));
        assertThatThrownBy(() -> ledger.post(move("order-1", ANN, CAFE, "5.01")))
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessageContainingAll("5.00 CNY available", "15.00 CNY are held");
        ledger.post(move("order-1", ANN, CAFE, "5.00"));
        assertThat(ledger.balance(ANN).available()).isEqualTo(cny("0.00"));
    }

    @Test
    void aFloorBelowZeroIsACreditLine() {
        ledger.open(Account.liability("wallet:vip", "CNY").neverBelow(cny("-10.00")));
        AccountId vip = new AccountId("wallet:vip");
        ledger.post(move("order-1", vip, CAFE, "10.00"));

        assertThat(ledger.balance(vip).balance()).isEqualTo(cny("-10.00"));
        assertThatThrownBy(() -> ledger.post(move("order-2", vip, CAFE, "0.01")))
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessageContainingAll("0.00 CNY available", "-10.00 CNY");
    }

    @Test
    void anAssetThatMustNotGoBelowZeroIsDrawnByCredits() {
        ledger.open(Account.asset("cash:till", "CNY").neverBelowZero());
        AccountId till = new AccountId("cash:till");
        ledger.post(move("fill", till, CAFE, "3.00"));
        assertThatThrownBy(() -> ledger.post(move("empty", BANK, till, "3.01")))
                .isInstanceOf(InsufficientFundsException.class);
        ledger.post(move("empty", BANK, till, "3.00"));
    }

    @Test
    void aCapturedHoldIsBookedAndItsRestIsAvailableAgain() {
        deposit("20.00");
        Hold hold = ledger.hold(ANN, new Reference("h"), cny("15.00"));
        assertThat(ledger.balance(ANN)).isEqualTo(new Balance(ANN, cny("20.00"), cny("15.00")));
        assertThat(hold).isEqualTo(new Hold(ANN, new Reference("h"), cny("15.00"), Hold.State.OPEN, cny("0.00"), null));

        Journal capture = move("order-1", ANN, CAFE, "12.00");
        PostedJournal posted = ledger.capture(ANN, new Reference("h"), capture);

        assertThat(ledger.balance(ANN)).isEqualTo(new Balance(ANN, cny("8.00"), cny("0.00")));
        // Each of the two again is a no-op with the same answer.
        assertThat(ledger.capture(ANN, new Reference("h"), capture)).isEqualTo(posted);
        assertThat(ledger.hold(ANN, new Reference("h"), cny("15.00")))
                .isEqualTo(new Hold(ANN, new Reference("h"), cny("15.00"), Hold.State.CAPTURED, cny("12.00"), null));
        assertThat(ledger.balance(ANN).balance()).isEqualTo(cny("8.00"));
    }

    @Test
    void aReleasedHoldIsAvailableAgainExactlyOnce() {
        deposit("20.00");
        ledger.hold(ANN, new Reference("h"), cny("15.00"));
        Hold released = ledger.release(ANN, new Reference("h"));

        assertThat(released.state()).isEqualTo(Hold.State.RELEASED);
        assertThat(ledger.release(ANN, new Reference("h"))).isEqualTo(released);
        assertThat(ledger.balance(ANN).available()).isEqualTo(cny("20.00"));
    }

    @Test
    void anEndedHoldHasNoWayOut() {
        deposit("20.00");
        ledger.hold(ANN, new Reference("h1"), cny("5.00"));
        ledger.release(ANN, new Reference("h1"));
        assertThatThrownBy(() -> ledger.capture(ANN, new Reference("h1"), move("o1", ANN, CAFE, "5.00")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("released");

        ledger.hold(ANN, new Reference("h2"), cny("5.00"));
        ledger.capture(ANN, new Reference("h2"), move("o2", ANN, CAFE, "5.00"));
        assertThatThrownBy(() -> ledger.release(ANN, new Reference("h2")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("captured");
        assertThatThrownBy(() -> ledger.capture(ANN, new Reference("h2"), move("o3", ANN, CAFE, "5.00")))
                .isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> ledger.capture(ANN, new Reference("h3"), move("o3", ANN, CAFE, "5.00")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aCaptureTakesSomethingAndAtMostWhatIsHeld() {
        deposit("20.00");
        Reference hold = new Reference("h");
        ledger.hold(ANN, hold, cny("5.00"));

        assertThatThrownBy(() -> ledger.capture(ANN, hold, move("o1", ANN, CAFE, "5.01")))
                .isInstanceOf(AmountExceededException.class);
        assertThatThrownBy(() -> ledger.capture(ANN, hold, move("o1", BANK, CAFE, "1.00")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> ledger.capture(ANN, hold, move("o1", BANK, ANN, "1.00")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> ledger.capture(ANN, hold, move("deposit", BANK, ANN, "20.00")))
                .isInstanceOf(IdempotencyConflictException.class);
        ledger.post(move("o2", ANN, CAFE, "1.00"));
        assertThatThrownBy(() -> ledger.capture(ANN, hold, move("o2", ANN, CAFE, "1.00")))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("5.00"));
    }

    @Test
    void aHoldWithAReferenceOfAnotherAmountIsRefused() {
        deposit("20.00");
        ledger.hold(ANN, new Reference("h"), cny("20.00"));
        // Not because nothing is left: the reference is what is wrong.
        assertThatThrownBy(() -> ledger.hold(ANN, new Reference("h"), cny("19.00")))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> ledger.hold(ANN, new Reference("h2"), cny("0.01")))
                .isInstanceOf(InsufficientFundsException.class);
    }

    @Test
    void F22_timeNeverRunsBackwardsWithinAnAccount() {
        clock.set(Instant.parse("2026-11-22T10:00:00.123456789Z"));
        PostedJournal first = ledger.post(move("o1", BANK, ANN, "1.00"));
        assertThat(first.bookedAt()).isEqualTo(Instant.parse("2026-11-22T10:00:00.123456Z"));

        clock.step(-3600);
        PostedJournal second = ledger.post(move("o2", BANK, CAFE, "1.00"));
        assertThat(second.bookedAt()).isEqualTo(first.bookedAt().plusNanos(1000));
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_COMMIT", "AFTER_THE_COMMIT"})
    void F10_aLostCommitIsClearedUpByLookingAndNothingIsDoneTwice(LostCommits.Break where) {
        LostCommits network = new LostCommits(database.dataSource());
        Ledger shaky = Ledger.on(network).in(database.scope());
        shaky.open(
                Account.asset("bank:main", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());

        network.loseNext(where);
        shaky.post(move("o1", BANK, ANN, "5.00"));
        network.loseNext(where);
        shaky.hold(ANN, new Reference("h"), cny("5.00"));
        network.loseNext(where);
        shaky.capture(ANN, new Reference("h"), move("o2", ANN, BANK, "4.00"));
        network.loseNext(where);
        shaky.hold(ANN, new Reference("h2"), cny("1.00"));
        network.loseNext(where);
        shaky.release(ANN, new Reference("h2"));

        assertThat(shaky.balance(ANN)).isEqualTo(new Balance(ANN, cny("1.00"), cny("0.00")));
        assertThat(shaky.entries(ANN, 0, 10)).hasSize(2);
    }

    /** Accounts that are remembered are written without being read, on PostgreSQL in one text with the commit. */
    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_COMMIT", "AFTER_THE_COMMIT"})
    void F10_aLostCommitOfAPostingThatReadNothingIsClearedUpToo(LostCommits.Break where) {
        LostCommits network = new LostCommits(database.dataSource());
        Ledger shaky = Ledger.on(network).in(database.scope());
        shaky.open(Account.asset("bank:main", "CNY"), Account.liability("wallet:ann", "CNY"));
        shaky.post(move("o1", BANK, ANN, "1.00"));
        shaky.post(move("o2", BANK, ANN, "1.00"));

        network.loseNext(where);
        PostedJournal posted = shaky.post(move("o3", BANK, ANN, "1.00"));

        assertThat(network.isLost()).isTrue();
        assertThat(shaky.journal(new Reference("o3"))).contains(posted);
        assertThat(shaky.balance(ANN).balance()).isEqualTo(cny("3.00"));
        assertThat(shaky.entries(ANN, 0, 10)).hasSize(3);
    }

    @Test
    void F10_withTheDatabaseGoneTheOutcomeIsUnknownAndARepeatFindsOut() {
        LostCommits network = new LostCommits(database.dataSource());
        Ledger shaky = Ledger.on(network).in(database.scope());
        shaky.open(Account.asset("bank:main", "CNY"), Account.liability("wallet:ann", "CNY"));

        network.loseNext(LostCommits.Break.AFTER_THE_COMMIT_AND_STAY_AWAY);
        assertThatThrownBy(() -> shaky.post(move("o1", BANK, ANN, "5.00"))).isInstanceOf(OutcomeUnknownException.class);
        network.loseNext(LostCommits.Break.NONE);
        shaky.post(move("o1", BANK, ANN, "5.00"));

        assertThat(shaky.balance(ANN).balance()).isEqualTo(cny("5.00"));
    }

    @Test
    void F17_inTheHostsTransactionAllIsTrueWhenTheHostCommitsAndElseNothing() throws SQLException {
        TestHost host = new TestHost(database.dataSource());
        Ledger inside = Ledger.on(host, host, clock).in(database.scope());
        inside.open(
                Account.asset("bank:main", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());

        host.begin();
        inside.post(move("o1", BANK, ANN, "5.00"));
        inside.hold(ANN, new Reference("h"), cny("2.00"));
        host.rollBack();
        assertThat(inside.balance(ANN)).isEqualTo(new Balance(ANN, cny("0.00"), cny("0.00")));

        host.begin();
        inside.post(move("o1", BANK, ANN, "5.00"));
        assertThatThrownBy(() -> inside.post(move("o2", ANN, BANK, "5.01")))
                .isInstanceOf(InsufficientFundsException.class);
        assertThatThrownBy(() -> inside.hold(ANN, new Reference("h"), cny("5.01")))
                .isInstanceOf(InsufficientFundsException.class);
        host.commit();
        assertThat(inside.balance(ANN).balance()).isEqualTo(cny("5.00"));
        assertThat(inside.journal(new Reference("o2"))).isEmpty();
    }

    @Test
    void withoutItsTablesTheLedgerDoesNotStart() {
        try (TestDatabase empty = database.kind().create()) {
            assertThatThrownBy(() -> Ledger.on(empty.dataSource()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("found no schema");
        }
    }

    private static final class SteppingClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-22T09:00:00Z");

        void step(long seconds) {
            now = now.plusSeconds(seconds);
        }

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
