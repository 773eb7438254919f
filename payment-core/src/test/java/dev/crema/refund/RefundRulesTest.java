package dev.crema.refund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Scope;
import dev.crema.failure.ConfigurationException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.TopUp;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefundRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Money PRICE = Money.of("CNY", "18.50");

    private static Payment topUp(String into, String channel) {
        TopUp request = TopUp.of("order-1").amount(PRICE).into(into).through(channel);
        return Payment.create(
                PaymentId.random(new SecureRandom()),
                Scope.DEFAULT,
                request,
                channel,
                Optional.empty(),
                Optional.of(request.into()),
                Optional.empty(),
                NOW);
    }

    private static Map<String, Object> rule(String name, Map<String, Object> when, String from) {
        return Map.of("name", name, "when", when, "from", from);
    }

    private static Optional<AccountId> account(RefundRules rules, Payment original, String amount) {
        return rules.account(original, Money.of("CNY", amount), NOW);
    }

    @Test
    void theFirstRuleThatAppliesNamesTheAccount() {
        RefundRules rules = RefundRules.none()
                .with(List.of(
                        rule(
                                "small",
                                Map.of("currency", "CNY", "amount", Map.of("below", "5.00")),
                                "reserve:small:{currency}"),
                        rule(
                                "alipay",
                                Map.of("form", "top-up", "channel", "alipay", "payee", "merchant:*"),
                                "reserve:{payee}")));
        assertThat(account(rules, topUp("merchant:cafe", "alipay"), "4.99"))
                .contains(new AccountId("reserve:small:CNY"));
        assertThat(account(rules, topUp("merchant:cafe", "alipay"), "5.00"))
                .contains(new AccountId("reserve:merchant:cafe"));
        assertThat(account(rules, topUp("merchant:cafe", "stripe"), "5.00")).isEmpty();
        assertThat(account(rules, topUp("wallet:ann", "alipay"), "5.00")).isEmpty();
        assertThat(account(RefundRules.none(), topUp("merchant:cafe", "alipay"), "5.00"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve:{shop}", "Reserve of the shop", "{payee}{payee} "})
    void whatCanBeNoAccountIsRefusedWhenItIsLoaded(String from) {
        assertThatThrownBy(() -> RefundRules.none().with(List.of(rule("mine", Map.of(), from))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("refund rule mine, from: \"" + from + "\"");
    }

    @Test
    void aRuleIsRefusedByItsNameAndItsMistake() {
        assertThatThrownBy(() -> RefundRules.none().with(List.of(Map.of("name", "mine"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("refund rule mine: from is missing, or is no text; give it in quotes");
        assertThatThrownBy(() ->
                        RefundRules.none().with(List.of(rule("mine", Map.of("form", "withdrawal"), "reserve:shop"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("refund rule mine, when.form: \"withdrawal\" is not known");
        assertThatThrownBy(() ->
                        RefundRules.none().with(List.of(rule("mine", Map.of("healthy", "alipay"), "reserve:shop"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("leave it out");
        Map<String, Object> mine = rule("mine", Map.of(), "reserve:shop");
        assertThatThrownBy(() -> RefundRules.none().with(List.of(mine, mine)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is there twice");
    }
}
