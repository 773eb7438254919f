package dev.crema.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    @Test
    void aJournalSaysWhichAccountsItTouchesInTheOrderOfLocking() {
        Journal journal = Journal.of("j")
                .debit("b", cny("1.00"))
                .credit("a:x", cny("0.40"))
                .credit("C", cny("0.60"))
                .balanced();
        assertThat(journal.accounts()).extracting(AccountId::path).containsExactly("C", "a:x", "b");
    }

    @Test
    void I01_debitsAndCreditsThatDifferAreRefusedWithTheDifference() {
        Journal.Draft draft = Journal.of("j").debit("a", cny("10.00")).credit("b", cny("9.99"));
        assertThatThrownBy(draft::balanced)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("10.00 CNY", "9.99 CNY", "differ by 0.01 CNY");
    }

    @Test
    void I01_eachCurrencyBalancesByItself() {
        Journal.Draft draft = Journal.of("j").debit("a", cny("10.00")).credit("b", Money.of("USD", "10.00"));
        assertThatThrownBy(draft::balanced).isInstanceOf(InvalidRequestException.class);

        draft.credit("c", cny("10.00")).debit("d", Money.of("USD", "10.00"));
        assertThat(draft.balanced().lines()).hasSize(4);
    }

    @Test
    void aJournalHasAtLeastTwoLinesAndAtMostAThousand() {
        assertThatThrownBy(Journal.of("j")::balanced).isInstanceOf(InvalidRequestException.class);
        Journal.Draft many = Journal.of("j").debit("a", Money.ofMinor("CNY", 1000));
        for (int i = 0; i < 1000; i++) {
            many.credit("b:" + i, Money.ofMinor("CNY", 1));
        }
        assertThatThrownBy(many::balanced)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.00", "-0.01"})
    void A01_aLineOfNothingOrLessIsRefused(String amount) {
        Journal.Draft draft = Journal.of("j");
        assertThatThrownBy(() -> draft.debit("a", cny(amount)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.001", "1.000"})
    void A02_moreDecimalsThanTheCurrencyHasAreRefused(String amount) {
        assertThatThrownBy(() -> Journal.of("j").debit("a", cny(amount))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void A03_aSideThatCannotBeCountedIsRefused() {
        Money most = Money.ofMinor("CNY", Long.MAX_VALUE);
        Journal.Draft draft = Journal.of("j")
                .debit("a", most)
                .debit("b", most)
                .credit("c", most)
                .credit("d", most);
        assertThatThrownBy(draft::balanced).isInstanceOf(AmountExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2", " 1.00", "1,000.00", "+1.00", "１.00", "NaN", "0x10", "-0.00", ""})
    void A04_amountTextThatIsNoPlainDecimalIsRefused(String amount) {
        assertThatThrownBy(() -> Journal.of("j").debit("a", cny(amount))).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "wallet:",
                ":ann",
                "wallet::ann",
                "wallet:an n",
                "wallet:ann\u200b",
                "w\u0430llet",
                "a\nb"
            })
    void A10_oddPathsAreRefused(String path) {
        assertThatThrownBy(() -> Journal.of("j").debit(path, cny("1.00"))).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\u200b", "\u0430", "a\u0000"})
    void A10_oddReferencesAndKindsAreRefused(String text) {
        assertThatThrownBy(() -> Journal.of(text)).isInstanceOf(InvalidRequestException.class);
        Journal.Draft draft = Journal.of("j").kind(text).debit("a", cny("1.00")).credit("b", cny("1.00"));
        assertThatThrownBy(draft::balanced).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void A16_moneyDoesNotMoveToWhereItIs() {
        Journal.Draft self = Journal.of("j").debit("wallet:ann", cny("1.00")).credit("wallet:ann", cny("1.00"));
        assertThatThrownBy(self::balanced)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("wallet:ann");

        Journal.Draft inPart = Journal.of("j")
                .debit("wallet:ann", cny("3.00"))
                .credit("wallet:ann", cny("1.00"))
                .credit("merchant:cafe", cny("2.00"));
        assertThatThrownBy(inPart::balanced).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void twoLinesOfOneAccountOnTheSameSideAreTwoEntries() {
        Journal journal = Journal.of("j")
                .debit("a", cny("3.00"))
                .credit("fees", cny("1.00"))
                .credit("fees", cny("2.00"))
                .balanced();
        assertThat(journal.lines()).hasSize(3);
        assertThat(journal.accounts()).hasSize(2);
    }

    @Test
    void A28_aDescriptionIsAnyTextThatCanBeStored() {
        Journal.Draft draft = Journal.of("j").debit("a", cny("1.00")).credit("b", cny("1.00"));
        String fine = "Zwei Kaffee\n两杯咖啡 ☕ 🥐 '); drop table crema_entry; --";
        assertThat(draft.describedAs(fine).balanced().description()).isEqualTo(fine);

        for (String unfit : List.of("a\u0000b", "\uD83E", "x\uDD50", "x".repeat(201))) {
            assertThatThrownBy(draft.describedAs(unfit)::balanced).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void anIdFollowsFromScopeAndReferenceAndFromNothingLess() {
        Set<JournalId> ids = new HashSet<>();
        for (String scope : List.of("a", "b", "a:b")) {
            for (String reference : List.of("a", "b", "b:a", "A")) {
                ids.add(JournalId.of(new Scope(scope), new Reference(reference)));
            }
        }
        assertThat(ids).hasSize(12);
        // Stored ids must stay what they are.
        assertThat(JournalId.of(Scope.DEFAULT, new Reference("order-1")))
                .isEqualTo(JournalId.of(new Scope("default"), new Reference("order-1")))
                .hasToString("1979b6e6-d6d7-58e9-597c-45b3dd76c4cb");
    }
}
