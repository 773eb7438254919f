package dev.crema.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.rule.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanRulesTest {
    private static final AccountId BETWEEN = new AccountId("escrow:order-1");
    private static final Instant NOON_IN_SHANGHAI = Instant.parse("2026-03-01T04:00:00Z");

    private static Purchase purchase(String yuan) {
        return new Purchase(
                "sale",
                new AccountId("wallet:ann"),
                List.of(new Order(new Reference("order-1"), new AccountId("merchant:cafe"), Money.of("CNY", yuan))),
                List.of(),
                List.of(),
                Map.of("country", "CN"));
    }

    private static PlanRules with(Map<String, ?> rule) {
        return PlanRules.standard().with(List.of(rule));
    }

    private static String chosen(PlanRules rules, Purchase purchase) {
        return rules.plan(purchase, BETWEEN, NOON_IN_SHANGHAI, Set.of("sick")).name();
    }

    private static Map<String, Object> when(Map<String, ?> condition) {
        return Map.of("name", "mine", "when", condition, "recipe", "escrow");
    }

    @Test
    void aRuleAppliesWhereAllOfItsConditionHolds() {
        PlanRules rules = with(when(Map.of(
                "country",
                List.of("CN", "HK"),
                "payer",
                "wallet:*",
                "currency",
                "CNY",
                "amount",
                Map.of("from", "100.00", "below", "200.00"),
                "time",
                Map.of("from", "09:00", "to", "18:00", "zone", "Asia/Shanghai"),
                "healthy",
                "well")));

        assertThat(chosen(rules, purchase("99.99"))).isEqualTo("wallet");
        assertThat(chosen(rules, purchase("100.00"))).isEqualTo("mine");
        assertThat(chosen(rules, purchase("199.99"))).isEqualTo("mine");
        assertThat(chosen(rules, purchase("200.00"))).isEqualTo("wallet");
    }

    @Test
    void aNightPassesMidnight() {
        assertThat(chosen(
                        with(when(Map.of("time", Map.of("from", "22:00", "to", "12:01", "zone", "Asia/Shanghai")))),
                        purchase("1.00")))
                .isEqualTo("mine");
    }

    @Test
    void aSickChannelMakesARuleStepAside() {
        assertThat(chosen(with(when(Map.of("healthy", List.of("well", "sick")))), purchase("1.00")))
                .isEqualTo("wallet");
    }

    @Test
    void aRuleMayBringItsOwnStepsAndShares() {
        Plan plan = with(Map.of(
                        "name",
                        "platform",
                        "steps",
                        List.of(
                                Map.of("transfer", "{payer}", "into", "{escrow}", "per", "wallet"),
                                Map.of(
                                        "transfer",
                                        "{escrow}",
                                        "into",
                                        "{payee}",
                                        "per",
                                        "order",
                                        "amount",
                                        "rest",
                                        "on",
                                        "confirmation"),
                                Map.of(
                                        "transfer",
                                        "{escrow}",
                                        "into",
                                        "{party}",
                                        "per",
                                        "share",
                                        "on",
                                        "confirmation")),
                        "shares",
                        List.of(Map.of("to", "revenue:platform", "basis-points", 250)),
                        "confirm-within",
                        "P10D"))
                .plan(purchase("18.50"), BETWEEN, NOON_IN_SHANGHAI, Set.of());

        assertThat(plan.steps())
                .extracting(step -> step.into().orElseThrow() + " " + step.amount())
                .containsExactly("escrow:order-1 18.50 CNY", "merchant:cafe 18.04 CNY", "revenue:platform 0.46 CNY");
        assertThat(plan.confirmWithin()).contains(Duration.ofDays(10));
    }

    @Test
    void aPlanThatKeepsSomethingIsRefused() {
        PlanRules leaking = with(Map.of(
                "name",
                "leaking",
                "steps",
                List.of(
                        Map.of("transfer", "{payer}", "into", "{payee}", "per", "wallet"),
                        Map.of("top-up", "{escrow}"))));
        assertThat(chosen(leaking, purchase("1.00"))).isEqualTo("leaking");

        Purchase byChannel = purchase("1.00").paidWith(List.of(Tender.channel("model")));
        assertThatThrownBy(() -> chosen(leaking, byChannel))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("leaking leaves 1.00 CNY in escrow:order-1");
    }

    @Test
    void aRuleInCodeStandsAmongTheOthers() {
        PlanRule own = new PlanRule() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public Optional<String> mismatch(Purchase purchase, Facts facts) {
                return facts.word("country").filter("DE"::equals).isPresent()
                        ? Optional.empty()
                        : Optional.of("only for Germany");
            }

            @Override
            public Plan plan(Purchase purchase, AccountId between, String why) {
                throw new UnsupportedOperationException();
            }
        };

        PlanExplanation explained =
                PlanRules.standard().with(own).explain(purchase("1.00"), BETWEEN, NOON_IN_SHANGHAI, Set.of());

        assertThat(explained.toString()).startsWith("own does not apply: only for Germany\n");
    }

    @Test
    void A06_sharesMayNotBeMoreThanTheOrder() {
        Purchase greedy = purchase("1.00")
                .sharedOut(List.of(
                        new Share(new Reference("order-1"), new AccountId("p:a"), 6000, Optional.empty()),
                        new Share(new Reference("order-1"), new AccountId("p:b"), 6000, Optional.empty())));

        assertThatThrownBy(() -> chosen(PlanRules.standard(), greedy)).isInstanceOf(AmountExceededException.class);
    }

    @Test
    void tendersHaveToBeTheTotal() {
        Money little = Money.of("CNY", "0.40");
        assertThatThrownBy(() -> purchase("1.00")
                        .paidWith(List.of(Tender.wallet(little)))
                        .shared())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("0.60 CNY are left");
        assertThatThrownBy(() -> purchase("0.30")
                        .paidWith(List.of(Tender.wallet(little)))
                        .shared())
                .isInstanceOf(AmountExceededException.class);
    }

    record Mistake(Map<String, ?> rule, String message) {}

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake(Map.of("recipe", "escrow"), "plan rule 1: name is missing"),
                new Mistake(Map.of("name", "x"), "plan rule x: give recipe or steps"),
                new Mistake(
                        Map.of("name", "x", "recipe", "escro"), "plan rule x: there is no recipe escro; use one of"),
                new Mistake(Map.of("name", "x", "recepi", "escrow"), "plan rule x: \"recepi\" is not known"),
                new Mistake(Map.of("name", "wallet", "recipe", "escrow"), "plan rule wallet: is there twice"),
                new Mistake(when(Map.of("typ", "sale")), "plan rule mine, when: \"typ\" is not known"),
                new Mistake(
                        when(Map.of("amount", Map.of("from", "1"))), "plan rule mine, when.amount: amounts of which"),
                new Mistake(
                        when(Map.of("currency", "CNY", "amount", Map.of("from", "1.005"))),
                        "plan rule mine, when.amount.from: amount"),
                new Mistake(
                        when(Map.of("time", Map.of("from", "9", "to", "18:00", "zone", "UTC"))),
                        "plan rule mine, when.time: "),
                new Mistake(
                        Map.of("name", "x", "recipe", "wallet", "confirm-within", "P1D"),
                        "plan rule x: confirm-within, but recipe wallet"),
                new Mistake(
                        Map.of("name", "x", "recipe", "escrow", "confirm-within", "soon"),
                        "plan rule x: confirm-within: \"soon\" is no time"),
                new Mistake(
                        Map.of("name", "x", "steps", List.of(Map.of("hold", "{payer}"))),
                        "plan rule x, step 1: hold needs from and into"),
                new Mistake(
                        Map.of("name", "x", "steps", List.of(Map.of("top-up", "{payeee}"))),
                        "plan rule x, step 1: \"{payeee}\": {payeee} is not known here"),
                new Mistake(
                        Map.of("name", "x", "steps", List.of(Map.of("top-up", "{payee}", "per", "order"))),
                        "plan rule x, step 1: top-up is done per channel"),
                new Mistake(
                        Map.of("name", "x", "recipe", "escrow", "shares", List.of(Map.of("to", "p:a"))),
                        "plan rule x, share 1: basis-points: null"),
                new Mistake(
                        Map.of("name", "x", "recipe", "escrow", "shares", "all"),
                        "plan rule x: is no list; write each entry on a line of its own"));
    }

    private static Mistake never(String message, Map<?, ?>... steps) {
        return new Mistake(Map.of("name", "x", "steps", List.of(steps)), message);
    }

    static List<Mistake> whatCanNeverWork() {
        return List.of(
                new Mistake(
                        when(Map.of("tenders", "walet")),
                        "plan rule mine, when.tenders: \"walet\" is not known; use one"),
                new Mistake(
                        when(Map.of("orders", List.of("one", "two"))), "plan rule mine, when.orders: \"two\" is not"),
                new Mistake(when(Map.of("currency", "cny")), "plan rule mine, when.currency: "),
                new Mistake(
                        when(Map.of("currency", "CNY", "amount", Map.of("from", "5.00", "below", "1.00"))),
                        "plan rule mine, when.amount: from 5.00 CNY is not less than below 1.00 CNY"),
                new Mistake(
                        Map.of("name", "x", "recipe", "wallet", "unconfirmed", "undo"),
                        "plan rule x: unconfirmed, but no confirm-within"),
                never("plan rule x: capture: wallet without a hold before it", Map.of("capture", "wallet")),
                never(
                        "plan rule x: hold without a capture: wallet after it",
                        Map.of("hold", "{payer}", "into", "{payee}")),
                never(
                        "plan rule x: could pay no purchase at all, tried with one of 100.00 CNY; by wallet: ",
                        Map.of("top-up", "{payee}"),
                        Map.of("top-up", "{payee}")),
                never(
                        "plan rule x, step 1: \"merchant cafe!\": ",
                        Map.of("hold", "{payer}", "into", "merchant cafe!"),
                        Map.of("capture", "wallet")));
    }

    @ParameterizedTest
    @MethodSource("whatCanNeverWork")
    void aRuleThatCanNeverWorkIsNotLoaded(Mistake mistake) {
        aMistakeIsNamedWithItsRule(mistake);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsRule(Mistake mistake) {
        assertThatThrownBy(() -> with(mistake.rule()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(mistake.message());
    }
}
