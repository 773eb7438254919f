package dev.crema.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class ReportsTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final LocalDate FIRST = LocalDate.parse("2026-10-31");
    private static final LocalDate SECOND = FIRST.plusDays(1);

    private final TestDatabase database;
    private final SettableClock clock = SettableClock.at("2026-10-31T22:00:00Z");
    private Scope scope = Scope.DEFAULT;
    private Ledger ledger;
    private Reports reports;

    ReportsTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void openBooks() {
        clock.set(Instant.parse("2026-10-31T22:00:00Z"));
        scope = database.scope();
        ledger = Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(scope);
        reports = ledger.reports();
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static Journal.Draft in(String reference, String amount) {
        return Journal.of(reference)
                .kind("top-up")
                .describedAs("Money in: " + reference)
                .debit(BANK, cny(amount))
                .credit(ANN, cny(amount));
    }

    private static Journal.Draft out(String reference, String amount) {
        return Journal.of(reference).debit(ANN, cny(amount)).credit(BANK, cny(amount));
    }

    /** 10.00 at 23:00, 5.00 at midnight, 3.00 out an hour later. */
    private void threeJournals() {
        clock.advance(Duration.ofHours(1));
        ledger.post(in("a", "10.00").balanced());
        clock.advance(Duration.ofHours(1));
        ledger.post(in("b", "5.00").balanced());
        clock.advance(Duration.ofHours(1));
        ledger.post(out("c", "3.00").balanced());
    }

    @Test
    void aPastBalanceIncludesWhatWasBookedAtThatVeryInstant() {
        threeJournals();
        Instant midnight = Instant.parse("2026-11-01T00:00:00Z");

        assertThat(ledger.balanceAt(ANN, midnight.minusNanos(1000))).isEqualTo(cny("10.00"));
        assertThat(ledger.balanceAt(ANN, midnight)).isEqualTo(cny("15.00"));
        assertThat(ledger.balanceAt(BANK, midnight)).isEqualTo(cny("15.00"));
        assertThat(ledger.balanceAt(ANN, Instant.MIN)).isEqualTo(cny("0.00"));
        assertThat(ledger.balanceAt(ANN, Instant.MAX)).isEqualTo(cny("12.00"));
        assertThat(reports.balanceAfter(ANN, 0)).isEqualTo(cny("0.00"));
        assertThat(reports.balanceAfter(ANN, 2)).isEqualTo(cny("15.00"));
        assertThatThrownBy(() -> reports.balanceAfter(ANN, 4)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> reports.balanceAfter(ANN, -1)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> ledger.balanceAt(new AccountId("nobody"), midnight))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aDaysBalanceGoesByTheDayAJournalCountsTo() {
        threeJournals();
        ledger.post(in("late", "1.00").effectiveOn(FIRST).balanced());
        ledger.post(in("early", "0.50").effectiveOn(SECOND.plusDays(4)).balanced());

        assertThat(reports.balanceOn(ANN, FIRST.minusDays(1))).isEqualTo(cny("0.00"));
        assertThat(reports.balanceOn(ANN, FIRST)).isEqualTo(cny("11.00"));
        assertThat(reports.balanceOn(ANN, SECOND)).isEqualTo(cny("13.00"));
        assertThat(reports.balanceOn(ANN, SECOND.plusDays(4))).isEqualTo(cny("13.50"));
        assertThat(ledger.balanceAt(ANN, clock.instant().plusSeconds(1))).isEqualTo(cny("13.50"));
        assertThat(reports.trialBalanceOn(FIRST).isBalanced()).isTrue();
        assertThat(reports.trialBalanceOn(FIRST)).hasToString("""
                CNY                     debit  credit
                bank        asset       11.00
                wallet:ann  liability           11.00
                total                   11.00   11.00
                """);
        assertThatThrownBy(() -> reports.balanceOn(ANN, LocalDate.MIN)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aTrialBalanceIsReadForAnInstant() {
        threeJournals();
        assertThat(reports.trialBalanceAt(Instant.parse("2026-11-01T00:30:00Z")).rows())
                .extracting(TrialBalance.Row::account, TrialBalance.Row::balance)
                .containsExactly(tuple(BANK, cny("15.00")), tuple(ANN, cny("-15.00")));
        assertThat(reports.trialBalanceAt(clock.instant())).isEqualTo(ledger.trialBalance());
    }

    @Test
    void aStatementOpensWithWhatWasThereAndClosesWithWhatIsLeft() {
        threeJournals();
        Statement november = reports.statement(ANN, Span.month(YearMonth.of(2026, 11)), 0, 10);

        assertThat(november.opening()).isEqualTo(cny("10.00"));
        assertThat(november.closing()).isEqualTo(cny("12.00"));
        assertThat(november.next()).isEmpty();
        assertThat(november.lines())
                .extracting(
                        Statement.Line::number,
                        Statement.Line::reference,
                        Statement.Line::kind,
                        Statement.Line::description,
                        Statement.Line::amount,
                        Statement.Line::balance)
                .containsExactly(
                        tuple(2L, new Reference("b"), "top-up", "Money in: b", cny("5.00"), cny("15.00")),
                        tuple(3L, new Reference("c"), "journal", "", cny("-3.00"), cny("12.00")));

        Statement none = reports.statement(ANN, Span.day(FIRST.minusDays(7)), 0, 10);
        assertThat(none.opening()).isEqualTo(cny("0.00"));
        assertThat(none.closing()).isEqualTo(cny("0.00"));
        assertThat(none.lines()).isEmpty();
        assertThatThrownBy(() -> reports.statement(ANN, Span.ALL, 9, 10)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> reports.statement(ANN, Span.ALL, 0, 1001)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Span.day(LocalDate.MAX)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Span.month(YearMonth.of(1969, 12))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new Span(clock.instant(), clock.instant().minusNanos(1)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aStatementIsReadInPagesThatMissNothing() {
        threeJournals();
        Statement first = reports.statement(ANN, Span.ALL, 0, 2);
        Statement second = reports.statement(ANN, Span.ALL, first.next().orElseThrow(), 2);

        assertThat(first.lines()).extracting(Statement.Line::number).containsExactly(1L, 2L);
        assertThat(second.lines()).extracting(Statement.Line::number).containsExactly(3L);
        assertThat(second.next()).isEmpty();
        assertThat(second.opening()).isEqualTo(first.opening());
        assertThat(second.closing()).isEqualTo(first.closing());
    }

    @Test
    void aStatementOfAnAccountOnSeveralRowsReadsAsOne() {
        ledger.open(Account.liability("shop", "CNY").neverBelowZero().striped(3));
        AccountId shop = new AccountId("shop");
        long cents = 0;
        for (int i = 1; i <= 9; i++) {
            clock.advance(Duration.ofSeconds(1));
            ledger.post(Journal.of("s-" + i)
                    .debit(BANK, Money.ofMinor("CNY", i))
                    .credit(shop, Money.ofMinor("CNY", i))
                    .balanced());
            cents += i;
        }
        clock.advance(Duration.ofSeconds(1));
        ledger.post(Journal.of("draw")
                .debit(shop, Money.ofMinor("CNY", 40))
                .credit(BANK, Money.ofMinor("CNY", 40))
                .balanced());
        List<Statement.Line> lines = new ArrayList<>();
        Optional<Statement> page = Optional.of(reports.statement(shop, Span.ALL, 0, 3));
        while (page.isPresent()) {
            lines.addAll(page.get().lines());
            page = page.get().next().stream()
                    .mapToObj(after -> reports.statement(shop, Span.ALL, after, 3))
                    .findFirst();
        }
        long balance = 0;
        for (int i = 1; i <= 9; i++) {
            balance += i;
            assertThat(lines.get(i - 1).reference()).isEqualTo(new Reference("s-" + i));
            assertThat(lines.get(i - 1).balance()).isEqualTo(Money.ofMinor("CNY", balance));
        }
        assertThat(lines).hasSize(10);
        assertThat(lines.get(9).balance()).isEqualTo(Money.ofMinor("CNY", cents - 40));
        assertThat(reports.statement(shop, Span.ALL, 0, 1).closing()).isEqualTo(Money.ofMinor("CNY", cents - 40));
        assertThat(ledger.balanceAt(shop, clock.instant())).isEqualTo(Money.ofMinor("CNY", cents - 40));
        assertThat(references(after -> reports.journalsOf(shop, after, 4)))
                .hasSize(10)
                .doesNotHaveDuplicates();
        assertThat(references(after -> reports.journals(Span.ALL, after, 4))).hasSize(10);
    }

    @Test
    void journalsAreFoundByTimeByAccountAndByNote() {
        ledger.open(Account.liability("wallet:bob", "CNY"));
        for (int i = 1; i <= 7; i++) {
            clock.advance(Duration.ofMinutes(20));
            Journal.Draft draft = in("j-" + i, "1.00").note("shop", i % 2 == 0 ? "café" : "other");
            // Several lines in one account are still one journal of it.
            ledger.post((i == 3 ? draft.debit(BANK, cny("1.00")).credit("wallet:bob", cny("1.00")) : draft).balanced());
        }
        assertThat(references(after -> reports.journals(Span.ALL, after, 3)))
                .containsExactly("j-1", "j-2", "j-3", "j-4", "j-5", "j-6", "j-7");
        assertThat(references(after -> reports.journals(Span.day(SECOND), after, 1)))
                .containsExactly("j-6", "j-7");
        assertThat(references(after -> reports.journalsOf(BANK, after, 2)))
                .containsExactly("j-1", "j-2", "j-3", "j-4", "j-5", "j-6", "j-7");
        assertThat(references(after -> reports.journalsOf(new AccountId("wallet:bob"), after, 2)))
                .containsExactly("j-3");
        assertThat(references(after -> reports.journalsNoted("shop", "café", after, 2)))
                .containsExactly("j-2", "j-4", "j-6");
        PostedJournal second = ledger.journal(new Reference("j-2")).orElseThrow();
        assertThat(reports.journalsNoted("shop", "café", "", 1).journals()).containsExactly(second);
        assertThat(reports.journals(Span.ALL, "", 2).journals()).contains(second);
        assertThat(ledger.in(database.scope())
                        .reports()
                        .journals(Span.ALL, "", 10)
                        .journals())
                .isEmpty();
    }

    private static List<String> references(Function<String, JournalPage> pages) {
        List<String> references = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            JournalPage page = pages.apply(after.get());
            page.journals()
                    .forEach(journal -> references.add(journal.reference().value()));
            after = page.next();
        }
        return references;
    }

    @Test
    void A27_aNoteOrPlaceMeansItselfAndNothingElse() {
        ledger.post(in("j", "1.00").note("shop", "100%").balanced());
        for (String content : List.of("%", "100_", "' or 1=1 --", "100%'")) {
            assertThat(reports.journalsNoted("shop", content, "", 10).journals())
                    .isEmpty();
        }
        assertThat(reports.journalsNoted("shop", "100%", "", 10).journals()).hasSize(1);
        for (String after : List.of("x", "1", "1.", ".", "1.2", "' or 1=1 --", "99999999999999999999.0-0-0-0-0")) {
            assertThatThrownBy(() -> reports.journals(Span.ALL, after, 10)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> reports.journalsOf(BANK, after + "x", 10))
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> reports.journalsNoted("a b", "c", "", 10)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aClosedPeriodTakesNothingMoreAndRemembersWhatWasCarried() {
        threeJournals();
        ledger.post(in("late", "1.00").effectiveOn(FIRST).balanced());
        assertThatThrownBy(() -> reports.close(SECOND)).isInstanceOf(InvalidRequestException.class);
        Closing closing = reports.close(FIRST);
        clock.advance(Duration.ofDays(3));

        assertThat(reports.close(FIRST)).isEqualTo(closing);
        assertThat(reports.closings()).containsExactly(closing);
        assertThatThrownBy(() ->
                        ledger.post(in("too-late", "1.00").effectiveOn(FIRST).balanced()))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("closed through 2026-10-31");
        ledger.post(in("in-time", "1.00").effectiveOn(SECOND).balanced());
        assertThat(ledger.post(in("late", "1.00").effectiveOn(FIRST).balanced()).reference())
                .isEqualTo(new Reference("late"));
        assertThat(reports.carried(FIRST)).isEqualTo(reports.trialBalanceOn(FIRST));
        assertThat(reports.carried(FIRST).rows())
                .extracting(TrialBalance.Row::balance)
                .containsExactly(cny("11.00"), cny("-11.00"));
        assertThatThrownBy(() -> reports.carried(SECOND)).isInstanceOf(NotFoundException.class);
        assertThat(ledger.accounts().standing(ANN).closedThrough()).contains(FIRST);

        reports.close(SECOND);
        assertThatThrownBy(() -> reports.close(FIRST.minusDays(1))).isInstanceOf(InvalidStateException.class);
        assertThat(reports.closings()).extracting(Closing::endsOn).containsExactly(FIRST, SECOND);
    }

    @Test
    void daysCountWhatWaitsToBeFoldedAndAClosingFoldsIt() {
        AccountId fees = new AccountId("fees");
        ledger.open(Account.revenue("fees", "CNY").deferring());
        ledger.post(Journal.of("first")
                .debit(BANK, cny("10.00"))
                .credit(fees, cny("10.00"))
                .balanced());
        clock.advance(Duration.ofHours(4));
        ledger.post(Journal.of("second")
                .debit(BANK, cny("5.00"))
                .credit(fees, cny("5.00"))
                .balanced());

        assertThat(ledger.entries(fees, 0, 10)).as("both wait").isEmpty();
        assertDaysOf(fees);
        reports.close(FIRST);

        assertThat(ledger.entries(fees, 0, 10)).hasSize(2);
        assertDaysOf(fees);
        assertThat(reports.carried(FIRST)).isEqualTo(reports.trialBalanceOn(FIRST));
        assertThat(ledger.audit().verify().first()).isEmpty();
    }

    private void assertDaysOf(AccountId fees) {
        assertThat(reports.balanceOn(fees, FIRST)).isEqualTo(cny("10.00"));
        assertThat(reports.balanceOn(fees, SECOND)).isEqualTo(cny("15.00"));
        assertThat(reports.trialBalanceOn(FIRST).isBalanced()).isTrue();
        assertThat(reports.trialBalanceOn(SECOND).isBalanced()).isTrue();
    }

    @Test
    void nothingNewComesToWaitForAClosedDay() {
        AccountId fees = new AccountId("fees");
        ledger.open(Account.revenue("fees", "CNY").deferring());
        clock.advance(Duration.ofHours(4));
        reports.close(FIRST);
        assertThatThrownBy(() -> ledger.post(Journal.of("late")
                        .effectiveOn(FIRST)
                        .debit(BANK, cny("10.00"))
                        .credit(fees, cny("10.00"))
                        .balanced()))
                .isInstanceOf(InvalidStateException.class);
        assertThat(reports.balanceOn(fees, SECOND)).isEqualTo(cny("0.00"));
    }

    @Test
    void anAccountOpenedAfterAClosingIsClosedAsFar() {
        threeJournals();
        reports.close(FIRST);
        ledger.open(Account.liability("wallet:new", "CNY"));
        assertThatThrownBy(() -> ledger.post(Journal.of("n")
                        .debit(BANK, cny("1.00"))
                        .credit("wallet:new", cny("1.00"))
                        .effectiveOn(FIRST)
                        .balanced()))
                .isInstanceOf(InvalidStateException.class);
        assertThat(ledger.accounts().standing(new AccountId("wallet:new")).closedThrough())
                .contains(FIRST);
    }
}
