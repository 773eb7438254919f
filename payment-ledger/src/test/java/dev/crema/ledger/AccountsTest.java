package dev.crema.ledger;

import static dev.crema.ledger.LedgerTest.cny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Accounts;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.account.Standing;
import dev.crema.ledger.account.Total;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class AccountsTest {
    private static final AccountId BANK = new AccountId("bank");
    private static final AccountId ANN = new AccountId("wallet:ann");

    private final TestDatabase database;
    private Ledger ledger;
    private Accounts accounts;

    AccountsTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void openBooks() {
        ledger = Ledger.on(database.dataSource()).in(database.scope());
        accounts = ledger.accounts();
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());
        ledger.post(move("first", BANK, ANN, "10.00"));
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    private static Journal move(String reference, AccountId from, AccountId to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .balanced();
    }

    @Test
    void anAccountThatIsGivenTwiceAndDifferentlyIsNotOpenedAsEither() {
        assertThatThrownBy(() -> ledger.open(Account.asset("twice", "CNY"), Account.asset("twice", "USD")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("twice");
        ledger.open(Account.asset("twice", "CNY"), Account.asset("twice", "CNY"));

        assertThat(ledger.balance("twice").balance()).isEqualTo(cny("0.00"));
    }

    private void draw(String reference, String amount) {
        ledger.post(move(reference, ANN, BANK, amount));
    }

    @Test
    void anOpenAccountIsPutUnderAnotherConstraint() {
        Constraint line = new Constraint(cny("-5.00"), cny("20.00"), null);
        assertThat(accounts.constrain(ANN, line)).isEqualTo(ledger.account(ANN));
        assertThat(accounts.constrain(ANN, line).constraint()).isEqualTo(line);

        draw("on-credit", "15.00");
        assertThatThrownBy(() -> draw("too-deep", "0.01")).isInstanceOf(InsufficientFundsException.class);
        assertThatThrownBy(() -> ledger.post(move("too-high", BANK, ANN, "25.01")))
                .isInstanceOf(AmountExceededException.class);
        assertThatThrownBy(() -> accounts.constrain(ANN, new Constraint(cny("0.00"), null, null)))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("-5.00");
        assertThatThrownBy(() -> accounts.constrain(ANN, new Constraint(Money.of("USD", "0.00"), null, null)))
                .isInstanceOf(InvalidRequestException.class);

        accounts.constrain(ANN, new Constraint(null, null, Side.CREDIT));
        assertThatThrownBy(() -> draw("wrong-side", "0.01")).isInstanceOf(InvalidStateException.class);
        accounts.constrain(ANN, Constraint.NONE);
        draw("without-limit", "1000.00");
        assertThat(ledger.account(ANN).constraint()).isEqualTo(Constraint.NONE);
    }

    @Test
    void whatWasConstrainedAnewIsFoundOpenWithEachDefinitionThatItHad() {
        Account first = Account.liability("wallet:ann", "CNY").neverBelowZero();
        Account second = first.neverBelow(cny("-5.00"));
        accounts.constrain(ANN, first.constraint());
        accounts.constrain(ANN, second.constraint());
        accounts.constrain(ANN, Constraint.NONE);

        ledger.open(first);
        ledger.open(second);
        ledger.open(Account.liability("wallet:ann", "CNY"));
        assertThat(ledger.account(ANN).constraint()).isEqualTo(Constraint.NONE);
    }

    @Test
    void aDefinitionThatAnAccountNeverHadIsRefusedStill() {
        accounts.constrain(ANN, Constraint.NONE);
        assertThatThrownBy(
                        () -> ledger.open(Account.liability("wallet:ann", "CNY").neverBelow(cny("-7.00"))))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining("change the constraint");
        assertThatThrownBy(() -> ledger.open(Account.asset("wallet:ann", "CNY").neverBelowZero()))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> ledger.open(Account.liability("wallet:ann", "USD")))
                .isInstanceOf(IdempotencyConflictException.class);
    }

    @Test
    void anAccountFrozenForDrawingStillTakesIn() {
        ledger.hold(ANN, new Reference("h"), cny("1.00"));
        accounts.freezeDrawing(ANN);
        accounts.freezeDrawing(ANN);
        assertThat(accounts.standing(ANN).state()).isEqualTo(AccountState.NO_DRAWING);

        ledger.post(move("in", BANK, ANN, "1.00"));
        assertThatThrownBy(() -> draw("out", "1.00")).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> ledger.hold(ANN, new Reference("h-2"), cny("1.00")))
                .isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> ledger.capture(ANN, new Reference("h"), move("c", ANN, BANK, "1.00")))
                .isInstanceOf(InvalidStateException.class);
        ledger.release(ANN, new Reference("h"));
        accounts.thaw(ANN);
        draw("out", "1.00");
    }

    @Test
    void aFrozenAccountMovesNeitherWay() {
        accounts.freeze(ANN);
        assertThatThrownBy(() -> ledger.post(move("in", BANK, ANN, "1.00")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("frozen");
        assertThatThrownBy(() -> draw("out", "1.00")).isInstanceOf(InvalidStateException.class);
        assertThat(ledger.post(move("first", BANK, ANN, "10.00")).reference()).isEqualTo(new Reference("first"));
        accounts.freezeDrawing(ANN);
        ledger.post(move("in", BANK, ANN, "1.00"));
        accounts.thaw(ANN);
        accounts.thaw(ANN);
        draw("out", "1.00");
    }

    @Test
    void anEmptyAccountIsClosedForEver() {
        assertThatThrownBy(() -> accounts.close(ANN))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("10.00");
        draw("all", "10.00");
        accounts.close(ANN);
        accounts.close(ANN);

        assertThat(accounts.standing(ANN))
                .isEqualTo(new Standing(
                        ledger.account(ANN), AccountState.CLOSED, new Balance(ANN, cny("0.00"), cny("0.00")), null));
        assertThatThrownBy(() -> ledger.post(move("in", BANK, ANN, "1.00"))).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> accounts.thaw(ANN)).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> accounts.freeze(ANN)).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> accounts.constrain(ANN, Constraint.NONE)).isInstanceOf(InvalidStateException.class);
        assertThat(ledger.entries(ANN, 0, 10)).hasSize(2);
    }

    @Test
    void anAccountWithSomethingHeldIsNotClosed() {
        ledger.open(Account.liability("wallet:bob", "CNY").neverBelow(cny("-5.00")));
        AccountId bob = new AccountId("wallet:bob");
        ledger.hold(bob, new Reference("h"), cny("5.00"));
        assertThatThrownBy(() -> accounts.close(bob)).isInstanceOf(InvalidStateException.class);
        ledger.release(bob, new Reference("h"));
        accounts.close(bob);
    }

    @Test
    void accountsAreListedByPathInPages() {
        openPaths("wallet", "wallet:b", "wallet:b:jar", "wallet-x", "wallets", "wallet:c", "walle", "Wallet:a");

        assertThat(paths(accounts.under("wallet", "", 10)))
                .containsExactly("wallet", "wallet:ann", "wallet:b", "wallet:b:jar", "wallet:c");
        assertThat(paths(accounts.under("wallet:b", "", 10))).containsExactly("wallet:b", "wallet:b:jar");
        assertThat(paths(accounts.under("", "", 3))).containsExactly("Wallet:a", "bank", "walle");
        assertThat(paths(accounts.under("", "walle", 10)))
                .containsExactly("wallet", "wallet-x", "wallet:ann", "wallet:b", "wallet:b:jar", "wallet:c", "wallets");
        assertThat(paths(accounts.under("wallet", "", 2))).containsExactly("wallet", "wallet:ann");
        assertThat(paths(accounts.under("wallet", "wallet:ann", 2))).containsExactly("wallet:b", "wallet:b:jar");
        assertThat(paths(accounts.under("wallet", "wallet:c", 2))).isEmpty();
        assertThat(ledger.in(database.scope()).accounts().under("", "", 10)).isEmpty();
    }

    @Test
    void A27_noCharacterOfAPathIsAWildcard() {
        openPaths("w_t:a", "wat:a", "wallet:_", "wallet:x", "wallet:_:deep", "wallet:x:deep");

        assertThat(paths(accounts.under("w_t", "", 10))).containsExactly("w_t:a");
        assertThat(paths(accounts.under("wallet:_", "", 10))).containsExactly("wallet:_", "wallet:_:deep");
        assertThat(accounts.rolledUp(new AccountId("wallet:_")))
                .extracting(Total::accounts)
                .containsExactly(2L);
        assertThat(accounts.noted("name", "_%' or 1=1 --", "", 10)).isEmpty();
        for (String path : List.of("%", "wallet:%", "' or ''='", "wallet:", ":")) {
            assertThatThrownBy(() -> accounts.under(path, "", 10)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> accounts.under("", path, 10)).isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> accounts.under("", "", 0)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> accounts.under("", "", 1001)).isInstanceOf(InvalidRequestException.class);
    }

    private void openPaths(String... paths) {
        for (String path : paths) {
            ledger.open(Account.liability(path, "CNY"));
        }
    }

    private static List<String> paths(List<Standing> page) {
        return page.stream().map(each -> each.account().id().path()).toList();
    }

    @Test
    void balancesRollUpAlongThePath() {
        openPaths("wallet", "wallet:ann:jar", "wallets");
        ledger.open(Account.liability("wallet:bob", "JPY"), Account.expense("wallet:gifts", "CNY"));
        ledger.open(Account.asset("bank:yen", "JPY"));
        ledger.post(move("1", BANK, new AccountId("wallet"), "1.00"));
        ledger.post(move("2", BANK, new AccountId("wallet:ann:jar"), "0.50"));
        ledger.post(move("3", BANK, new AccountId("wallets"), "100.00"));
        ledger.post(move("4", new AccountId("wallet:gifts"), BANK, "0.30"));
        ledger.post(Journal.of("5")
                .debit("bank:yen", Money.of("JPY", "7"))
                .credit("wallet:bob", Money.of("JPY", "7"))
                .balanced());
        ledger.hold(ANN, new Reference("h"), cny("4.00"));

        AccountId wallet = new AccountId("wallet");
        assertThat(accounts.rolledUp(wallet))
                .containsExactly(
                        new Total(AccountKind.EXPENSE, new Balance(wallet, cny("0.30"), cny("0.00")), 1),
                        new Total(AccountKind.LIABILITY, new Balance(wallet, cny("11.50"), cny("4.00")), 3),
                        new Total(
                                AccountKind.LIABILITY,
                                new Balance(wallet, Money.of("JPY", "7"), Money.of("JPY", "0")),
                                1));
        assertThat(accounts.rolledUp(ANN))
                .containsExactly(new Total(AccountKind.LIABILITY, new Balance(ANN, cny("10.50"), cny("4.00")), 2));
        assertThat(accounts.rolledUp(new AccountId("nobody"))).isEmpty();
    }

    @Test
    void aRolledUpBalanceIsNoLessForBeingTooMuch() {
        ledger.open(Account.asset("much", "BEANS/0"));
        for (String path : List.of("pot:1", "pot:2")) {
            ledger.open(Account.asset(path, "BEANS/0"), Account.liability("for:" + path, "BEANS/0"));
            ledger.post(Journal.of(path)
                    .debit(path, Money.ofMinor("BEANS/0", Long.MAX_VALUE))
                    .credit("for:" + path, Money.ofMinor("BEANS/0", Long.MAX_VALUE))
                    .balanced());
        }
        assertThatThrownBy(() -> accounts.rolledUp(new AccountId("pot"))).isInstanceOf(AmountExceededException.class);
    }

    @Test
    void accountsAreFoundByTheirNotes() {
        openPaths("wallet:b", "wallet:c");
        Map<String, String> notes = Map.of("customer", "c-1", "city", "杭州 ☕");
        accounts.annotate(ANN, notes);
        accounts.annotate(ANN, notes);
        accounts.annotate(new AccountId("wallet:b"), Map.of("customer", "c-1"));
        accounts.annotate(new AccountId("wallet:c"), Map.of("customer", "C-1"));

        assertThat(accounts.notes(ANN)).isEqualTo(notes);
        assertThat(paths(accounts.noted("customer", "c-1", "", 10))).containsExactly("wallet:ann", "wallet:b");
        assertThat(paths(accounts.noted("customer", "c-1", "wallet:ann", 10))).containsExactly("wallet:b");
        assertThat(paths(accounts.noted("city", "杭州 ☕", "", 1))).containsExactly("wallet:ann");

        accounts.annotate(ANN, Map.of("customer", "c-2"));
        assertThat(accounts.notes(ANN)).isEqualTo(Map.of("customer", "c-2"));
        assertThat(accounts.noted("city", "杭州 ☕", "", 1)).isEmpty();
        accounts.annotate(ANN, Map.of());
        assertThat(accounts.notes(ANN)).isEmpty();
        assertThatThrownBy(() -> accounts.annotate(ANN, Map.of("a b", "c")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void anAccountOnSeveralRowsIsStillOneAccount() {
        AccountId shop = new AccountId("shop:main");
        ledger.open(Account.liability("shop:main", "CNY").neverBelowZero().striped(4));
        for (int i = 1; i <= 8; i++) {
            ledger.post(move("sale-" + i, BANK, shop, "1.00"));
        }
        accounts.freeze(shop);
        for (int i = 1; i <= 8; i++) {
            String reference = "late-" + i;
            assertThatThrownBy(() -> ledger.post(move(reference, BANK, shop, "1.00")))
                    .isInstanceOf(InvalidStateException.class);
        }
        accounts.thaw(shop);
        assertThat(accounts.constrain(shop, new Constraint(cny("-1.00"), null, null))
                        .constraint())
                .isEqualTo(ledger.account(shop).constraint());
        assertThat(accounts.standing(shop).balance().balance()).isEqualTo(cny("8.00"));
        assertThat(accounts.under("shop", "", 10))
                .extracting(each -> each.balance().balance())
                .containsExactly(cny("8.00"));
        assertThat(accounts.rolledUp(new AccountId("shop")))
                .containsExactly(new Total(
                        AccountKind.LIABILITY, new Balance(new AccountId("shop"), cny("8.00"), cny("0.00")), 1));
        assertThatThrownBy(() -> accounts.close(shop)).isInstanceOf(InvalidStateException.class);
        ledger.post(move("all", shop, BANK, "8.00"));
        accounts.close(shop);
        assertThat(accounts.standing(shop).state()).isEqualTo(AccountState.CLOSED);
    }

    @Test
    void whatIsNotOpenIsNotFound() {
        AccountId nobody = new AccountId("nobody");
        assertThatThrownBy(() -> accounts.standing(nobody)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> accounts.notes(nobody)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> accounts.annotate(nobody, Map.of())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> accounts.freeze(nobody)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> accounts.constrain(nobody, Constraint.NONE)).isInstanceOf(NotFoundException.class);
    }
}
