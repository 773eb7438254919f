package dev.crema.ledger.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartOfAccountsTest {
    private static final ChartOfAccounts STANDARD = ChartOfAccounts.standard();
    private static final Currency CNY = Currency.of("CNY");

    @Test
    void familiesAreReadFromPlainData() {
        ChartOfAccounts chart = STANDARD.with(Map.of(
                "till", Map.of("kind", "asset", "side", "debit"),
                "points", Map.of("kind", "liability", "never-below-zero", "true")));

        assertThat(chart.account(new AccountId("till:1"), CNY)).isEqualTo(Account.asset("till:1", "CNY"));
        assertThat(chart.account(new AccountId("points:ann"), CNY))
                .isEqualTo(Account.liability("points:ann", "CNY").neverBelowZero());
        assertThat(chart.kind("wallet")).hasValue(AccountKind.LIABILITY);
        assertThatThrownBy(() -> STANDARD.account(new AccountId("till:1"), CNY))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aSideThatContradictsTheKindIsRefused() {
        assertThatThrownBy(() -> STANDARD.with(Map.of("till", Map.of("kind", "asset", "side", "credit"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("chart, family till: side: credit contradicts kind: asset, which grows on the debit side;"
                        + " correct one, or leave side out");
    }

    @Test
    void aFamilyThatCanNotBeUnderstoodIsRefused() {
        assertRefused(Map.of("till", "asset"), "chart, family till: is no map");
        assertRefused(Map.of("till", Map.of()), "chart, family till: kind is missing");
        assertRefused(Map.of("till", Map.of("kind", "assets")), "kind \"assets\" is not known");
        assertRefused(Map.of("till", Map.of("kind", "asset", "floor", "0")), "\"floor\" is not known");
        assertRefused(Map.of("till", Map.of("kind", "asset", "never-below-zero", "no")), "neither true nor false");
        assertRefused(Map.of("a:b", Map.of("kind", "asset")), "family \"a:b\": is no first segment");
    }

    private static void assertRefused(Map<String, ?> data, String message) {
        assertThatThrownBy(() -> STANDARD.with(data))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}
