package dev.crema.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.report.TrialBalance.Row;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialBalanceTest {
    private static Row row(String path, AccountKind kind, long minor) {
        return new Row(new AccountId(path), kind, Money.ofMinor("BHD", minor));
    }

    @Test
    void totalsMayPassWhatOneAmountCanBe() {
        TrialBalance balance = new TrialBalance(List.of(
                row("a", AccountKind.ASSET, Long.MAX_VALUE),
                row("b", AccountKind.EXPENSE, Long.MAX_VALUE),
                row("c", AccountKind.EQUITY, -Long.MAX_VALUE),
                row("d", AccountKind.REVENUE, -Long.MAX_VALUE)));

        assertThat(balance.isBalanced()).isTrue();
        assertThat(balance.toString()).contains("total", "18446744073709551.614");
    }

    @Test
    void I02_booksThatAreOffAreNotBalanced() {
        TrialBalance off =
                new TrialBalance(List.of(row("a", AccountKind.ASSET, 1000), row("b", AccountKind.LIABILITY, -999)));
        assertThat(off.isBalanced()).isFalse();
    }

    @Test
    void booksWithoutAccountsAreBalancedAndPrintNothing() {
        assertThat(new TrialBalance(List.of()).isBalanced()).isTrue();
        assertThat(new TrialBalance(List.of())).hasToString("");
    }
}
