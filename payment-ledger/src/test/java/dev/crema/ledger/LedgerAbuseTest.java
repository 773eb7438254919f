package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is given to the ledger with bad intent, or as if. */
@OnEachDatabase
class LedgerAbuseTest {
    /** What means something to SQL, to arrays and JSON as a batch may be sent, to the ledger's own texts, or to a collation. */
    private static final List<String> ODD_TEXTS = List.of(
            "'); drop table crema_entry; --",
            "\" or \"\"=\"",
            "{\"a\",NULL}",
            "NULL",
            "null",
            "{}",
            "[{\"kind\": \"$[*]\"}]",
            "\\",
            "\\\\'\\\"",
            "\\N",
            "\\u0000",
            "%",
            "_",
            "$$ $1 ? :name ?? {call x}",
            "/* */ # ;",
            "a\nb\r\n\tc",
            " ",
            "x ",
            "x",
            "X",
            "e\u0301",
            "\u00e9",
            "stra\u00dfe",
            "strasse",
            "\u202eevil",
            "\u200b",
            "\ud83e\udd50 \u5496\u5561",
            "\uffff");

    private final TestDatabase database;
    private final Scope scope;
    private final Ledger ledger;

    LedgerAbuseTest(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
        this.ledger = Ledger.createOn(database.dataSource()).in(scope);
    }

    @BeforeEach
    void openBooks() {
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

    private static Journal.Draft deposit(String reference) {
        return Journal.of(reference).debit("bank", cny("1.00")).credit("wallet:ann", cny("1.00"));
    }

    @ParameterizedTest
    @CsvSource({"JPY, 1", "CNY, 0.01", "KWD, 0.001", "CLF, 0.0001", "BEANS/0, 1", "GRAINS/4, 0.0001"})
    void A02_theSmallestUnitOfEachCurrencyIsBookedExactlyAndNothingSmallerIsThere(String code, String smallest) {
        Money unit = Money.of(code, smallest);
        AccountId from = new AccountId("from:" + code.replace('/', '-'));
        AccountId to = new AccountId("to:" + code.replace('/', '-'));
        ledger.open(Account.asset(from.path(), code), Account.liability(to.path(), code));
        for (int i = 1; i <= 3; i++) {
            ledger.post(Journal.of(code.substring(0, 3) + i)
                    .debit(from, unit)
                    .credit(to, unit)
                    .balanced());
        }
        assertThat(ledger.balance(to).balance().minor()).isEqualTo(3);
        assertThat(ledger.entries(to, 0, 9)).extracting(Entry::amount).containsOnly(unit.negated());
        assertThatThrownBy(() -> Money.of(code, smallest + (smallest.contains(".") ? "0" : ".0") + "1"))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void A03_aHoldOrALimitAtTheEdgeOfWhatCanBeCountedNeverWraps() {
        Money most = Money.ofMinor("CNY", Long.MAX_VALUE);
        ledger.open(
                Account.liability("ceiling", "CNY").neverAbove(most),
                Account.liability("floor", "CNY").neverBelow(Money.ofMinor("CNY", -Long.MAX_VALUE)));
        ledger.post(
                Journal.of("most").debit("floor", most).credit("ceiling", most).balanced());

        for (String reference : List.of("over", "over-again")) {
            Journal over = Journal.of(reference)
                    .debit("floor", cny("0.01"))
                    .credit("ceiling", cny("0.01"))
                    .balanced();
            assertThatThrownBy(() -> ledger.post(over)).isInstanceOf(AmountExceededException.class);
            assertThatThrownBy(() -> ledger.hold(new AccountId("floor"), new Reference(reference), cny("0.02")))
                    .isInstanceOfAny(AmountExceededException.class, InsufficientFundsException.class);
        }
        assertThat(ledger.balance("ceiling").balance()).isEqualTo(most);
        assertThat(ledger.balance("floor").balance()).isEqualTo(most.negated());
    }

    /** Each in its own right, on a database that would rather take some of them for the same. */
    @Test
    void A10_referencesThatDifferInOneByteAreDifferentJournalsHoldsAndTenants() {
        List<String> alike =
                List.of("order-1", "Order-1", "ORDER-1", "order_1", "order:1", "order-1.", "order-1-", "order-l");
        Set<Object> ids = new HashSet<>();
        for (String reference : alike) {
            PostedJournal posted = ledger.post(deposit(reference).balanced());
            assertThat(posted.reference().value()).isEqualTo(reference);
            ids.add(posted.id());
        }
        for (String reference : alike) {
            Hold hold = ledger.hold(new AccountId("wallet:ann"), new Reference(reference), cny("0.50"));
            assertThat(hold.state()).isEqualTo(Hold.State.OPEN);
        }
        assertThat(ids).hasSize(alike.size());
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("8.00"));
        assertThat(ledger.balance("wallet:ann").held()).isEqualTo(cny("4.00"));
        ledger.release(new AccountId("wallet:ann"), new Reference("ORDER-1"));
        assertThat(ledger.balance("wallet:ann").held()).isEqualTo(cny("3.50"));

        for (String tenant : List.of(scope.name() + "a", scope.name() + "A", scope.name() + "a.")) {
            Ledger own = ledger.in(new Scope(tenant));
            own.open(Account.asset("bank", "CNY"), Account.liability("wallet:ann", "CNY"));
            own.post(deposit("order-1").balanced());
            assertThat(own.balance("wallet:ann").balance()).isEqualTo(cny("1.00"));
        }
    }

    @Test
    void A10_blanksAndLookAlikesAreRefusedWhereverAnIdIsTaken() {
        for (String odd : List.of(
                "",
                " ",
                "a ",
                " a",
                "a\t",
                "a\u00a0",
                "a\u200b",
                "\u0430",
                "a\u0000",
                "a\n",
                "a/b",
                "a#1",
                "x".repeat(129))) {
            assertThatThrownBy(() -> deposit(odd)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> ledger.balance(odd)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> new Scope(odd)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> deposit("j").note(odd, "content").balanced())
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("0.00"));
    }

    /** No name stands for another account: not in another case, and not the rows that a hot account is kept on. */
    @Test
    void A16_moneyDoesNotMoveToWhereItIsUnderAnyNameNorOutOfAHoldIntoItsAccount() {
        ledger.post(deposit("fill").balanced());
        ledger.hold(new AccountId("wallet:ann"), new Reference("h"), cny("1.00"));
        Journal.Draft self = Journal.of("self").debit("wallet:ann", cny("1.00")).credit("wallet:ann", cny("1.00"));
        assertThatThrownBy(self::balanced).isInstanceOf(InvalidRequestException.class);
        Journal aside = Journal.of("aside")
                .debit("bank", cny("1.00"))
                .credit("wallet:ann", cny("1.00"))
                .balanced();
        assertThatThrownBy(() -> ledger.capture(new AccountId("wallet:ann"), new Reference("h"), aside))
                .isInstanceOf(InvalidRequestException.class);
        for (String alias : List.of("wallet:ann#1", "wallet::ann", ":wallet:ann", "wallet:ann:", "wallet:ann ")) {
            assertThatThrownBy(() ->
                            Journal.of("self").debit("wallet:ann", cny("1.00")).credit(alias, cny("1.00")))
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> ledger.post(Journal.of("self")
                        .debit("wallet:ann", cny("1.00"))
                        .credit("Wallet:Ann", cny("1.00"))
                        .balanced()))
                .isInstanceOf(NotFoundException.class);
        assertThat(ledger.balance("wallet:ann").held()).isEqualTo(cny("1.00"));
        assertThat(ledger.entries(new AccountId("wallet:ann"), 0, 9)).hasSize(1);
    }

    @Test
    void A27_A28_anyTextIsKeptAsItIsAndIsNeverSql() {
        for (int i = 0; i < ODD_TEXTS.size(); i++) {
            String text = ODD_TEXTS.get(i);
            Journal journal = deposit("odd-" + i)
                    .describedAs(text)
                    .note("first", text)
                    .note("second", text + text)
                    .balanced();
            PostedJournal posted = ledger.post(journal);
            assertThat(posted.description()).isEqualTo(text);
            assertThat(posted.notes()).containsEntry("first", text).containsEntry("second", text + text);
            assertThat(ledger.journal(posted.reference())).contains(posted);
            assertThat(ledger.post(journal)).as("repeated").isEqualTo(posted);
        }
        // Many at once go over another statement than one.
        List<Journal> together = new ArrayList<>();
        for (int i = 0; i < ODD_TEXTS.size(); i++) {
            together.add(deposit("all-" + i)
                    .describedAs(ODD_TEXTS.get(i))
                    .note("n", ODD_TEXTS.get(i))
                    .balanced());
        }
        List<PostedJournal> posted = ledger.postLinked(together);
        assertThat(posted).extracting(PostedJournal::description).isEqualTo(ODD_TEXTS);
        for (PostedJournal one : posted) {
            assertThat(ledger.journal(one.reference())).contains(one);
        }
        assertThat(ledger.postLinked(together)).isEqualTo(posted);
        assertThatThrownBy(() -> ledger.postLinked(List.of(together.get(0), together.get(0))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("twice");
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(Money.ofMinor("CNY", 200L * ODD_TEXTS.size()));
    }

    @Test
    void A07_notesThatDifferInOneByteAreOtherContent() {
        for (String text : List.of("x", "straße", "é")) {
            String reference = "note-" + (int) text.charAt(0) + text.length();
            ledger.post(deposit(reference).note("n", text).balanced());
            for (String alike : List.of(text + " ", text.toUpperCase(Locale.ROOT), "e\u0301")) {
                assertThatThrownBy(() ->
                                ledger.post(deposit(reference).note("n", alike).balanced()))
                        .isInstanceOf(IdempotencyConflictException.class);
            }
        }
    }
}
