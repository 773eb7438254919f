package dev.crema.ledger.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import org.junit.jupiter.api.Test;

class AccountTest {
    @Test
    void assetsAndExpensesGrowByDebitsAllElseByCredits() {
        assertThat(AccountKind.values())
                .filteredOn(kind -> kind.normalSide() == Side.DEBIT)
                .containsExactly(AccountKind.ASSET, AccountKind.EXPENSE);
    }

    @Test
    void aFloorIsZeroOrLessAndInTheAccountsCurrency() {
        Account wallet = Account.liability("wallet:ann", "CNY");
        assertThat(wallet.neverBelowZero().constraint().floor()).contains(Money.of("CNY", "0.00"));
        assertThatThrownBy(() -> wallet.neverBelow(Money.of("CNY", "0.01")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("above zero");
        assertThatThrownBy(() -> wallet.neverBelow(Money.of("USD", "-1.00")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("CNY");
    }

    @Test
    void A05_anAccountNeedsACurrencyThatExists() {
        assertThatThrownBy(() -> Account.asset("bank", "cny")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Account.asset("bank", "ZZZ")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void whatIsAvailableIsTheBalanceLessWhatIsHeld() {
        Balance balance = new Balance(new AccountId("wallet:ann"), Money.of("CNY", "20.00"), Money.of("CNY", "15.00"));
        assertThat(balance.available()).isEqualTo(Money.of("CNY", "5.00"));
    }
}
