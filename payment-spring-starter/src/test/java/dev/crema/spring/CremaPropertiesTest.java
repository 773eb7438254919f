package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.ConfigurationException;
import dev.crema.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class CremaPropertiesTest {
    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Bound.class);

    private static final CremaProperties.Work WORK =
            new CremaProperties.Work(2, Duration.ofDays(90), 256, 50, Set.of());
    private static final CremaProperties.Trade NO_RULES = new CremaProperties.Trade(List.of(), List.of());
    private static final CremaProperties.Ledger STANDARD = new CremaProperties.Ledger(Map.of(), Map.of());

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(CremaProperties.class)
    static class Bound {}

    @Test
    void withoutAWordEverythingHasItsDefault() {
        application.run(context -> assertThat(context.getBean(CremaProperties.class))
                .isEqualTo(new CremaProperties(
                        true,
                        new CremaProperties.Schema(true),
                        false,
                        4,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(20),
                        Duration.ofDays(7),
                        WORK,
                        Map.of(),
                        Map.of(),
                        STANDARD,
                        List.of(),
                        NO_RULES)));
    }

    @Test
    void rulesOfTradesAreReadAsTheyAreWritten() {
        application
                .withPropertyValues(
                        "crema.trade.plans[0].name=auctions",
                        "crema.trade.plans[0].when.type[0]=auction",
                        "crema.trade.plans[0].when.type[1]=raffle",
                        "crema.trade.plans[0].recipe=escrow",
                        "crema.trade.plans[0].confirm-within=P10D",
                        "crema.trade.plans[0].shares[0].to=revenue:platform",
                        "crema.trade.plans[0].shares[0].basis-points=250",
                        "crema.trade.routes[0].name=cheap",
                        "crema.trade.routes[0].channels[0].name=alipay",
                        "crema.trade.routes[0].channels[0].cost-basis-points=38")
                .run(context -> {
                    CremaProperties.Trade trade =
                            context.getBean(CremaProperties.class).trade();
                    assertThat(trade.planRules()).isNotNull();
                    assertThat(trade.routeRules().rules())
                            .extracting(rule -> rule.name() + " " + rule.ways())
                            .containsExactly("cheap [Way[channel=alipay, weight=1, costBasisPoints=38]]");
                });
    }

    @Test
    void whatIsWrittenIsRead() {
        application
                .withPropertyValues(
                        "crema.schema.create=false",
                        "crema.allow-non-durable=true",
                        "crema.workers=0",
                        "crema.lease=2m",
                        "crema.grace=5s",
                        "crema.review-within=36h",
                        "crema.largest.CNY=50000.00",
                        "crema.largest.[BEANS/0]=100",
                        "crema.channels.play-money.type=sandbox",
                        "crema.channels.play-money.settings.permitted=true",
                        "crema.trade.plans[0].name=auctions",
                        "crema.trade.plans[0].recipe=escrow",
                        "crema.refunds[0].name=reserves",
                        "crema.refunds[0].from=reserve:{payee}",
                        "crema.ledger.chart.till.kind=asset",
                        "crema.ledger.rules.top-up.succeeded[0].debit=till:{channel}")
                .run(context -> {
                    CremaProperties properties = context.getBean(CremaProperties.class);
                    assertThat(properties)
                            .isEqualTo(new CremaProperties(
                                    true,
                                    new CremaProperties.Schema(false),
                                    true,
                                    0,
                                    Duration.ofMinutes(2),
                                    Duration.ofSeconds(5),
                                    Duration.ofHours(36),
                                    WORK,
                                    Map.of("CNY", "50000.00", "BEANS/0", "100"),
                                    Map.of(
                                            "play-money",
                                            new CremaProperties.ChannelAccount("sandbox", Map.of("permitted", "true"))),
                                    new CremaProperties.Ledger(
                                            Map.of("till", Map.of("kind", "asset")),
                                            Map.of(
                                                    "top-up",
                                                    Map.of("succeeded", List.of(Map.of("debit", "till:{channel}"))))),
                                    List.of(Map.of("name", "reserves", "from", "reserve:{payee}")),
                                    new CremaProperties.Trade(
                                            List.of(Map.of("name", "auctions", "recipe", "escrow")), List.of())));
                    assertThat(properties.largestAmounts())
                            .containsExactlyInAnyOrder(Money.of("CNY", "50000.00"), Money.of("BEANS/0", "100"));
                });
    }

    @Test
    void environmentVariablesSayTheSame() {
        application
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "CREMA_LARGEST_CNY", "99.00",
                                        "CREMA_CHANNELS_PLAY_TYPE", "sandbox",
                                        "CREMA_CHANNELS_PLAY_SETTINGS_PERMITTED", "true",
                                        "CREMA_CHANNELS_PLAY_SETTINGS_LATE_AFTER", "PT1S"))))
                .run(context -> {
                    CremaProperties properties = context.getBean(CremaProperties.class);
                    assertThat(properties.largestAmounts()).containsExactly(Money.of("CNY", "99.00"));
                    assertThat(properties.channels().get("play").settings())
                            .isEqualTo(Map.of("permitted", "true", "late.after", "PT1S"));
                });
    }

    @Test
    void namesAndSettingsKeepTheirSpelling() {
        application
                .withPropertyValues(
                        "crema.channels.Ali_pay.type=sandbox",
                        "crema.channels.Ali_pay.settings.fee_basis_points=1",
                        "crema.channels.Ali_pay.settings.late-after=PT1S")
                .run(context -> assertThat(
                                context.getBean(CremaProperties.class).channels())
                        .isEqualTo(Map.of(
                                "Ali_pay",
                                new CremaProperties.ChannelAccount(
                                        "sandbox", Map.of("fee_basis_points", "1", "late-after", "PT1S")))));
    }

    @Test
    void aMisspeltPropertyIsRefusedByName() {
        application
                .withPropertyValues("crema.larget.CNY=100.00")
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(ConfigurationPropertiesBindException.class)
                        .rootCause()
                        .hasMessageContaining("crema.larget"));
    }

    @Test
    void aMisspeltPropertyOfAChannelIsRefusedByName() {
        application
                .withPropertyValues("crema.channels.play.type=sandbox", "crema.channels.play.permitted=true")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("crema.channels.play.permitted"));
    }

    @Test
    void aLimitThatIsNoAmountIsRefusedByName() {
        assertRefused("CNY", "many")
                .hasMessageStartingWith(
                        "crema.largest.CNY: amount: \"many\" is not a plain decimal; give CNY as in 18.50")
                .hasMessageContaining("quote amounts in YAML");
        assertRefused("CNY", "1.2345E10").hasMessageStartingWith("crema.largest.CNY: ");
        assertRefused("CNY", "0").hasMessageStartingWith("crema.largest.CNY: amount: 0.00 CNY is not above zero");
        assertRefused("YUAN", "1.00")
                .hasMessageStartingWith(
                        "crema.largest.YUAN: currency: \"YUAN\" is not a currency; give an ISO 4217 code");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertRefused(String currency, String decimal) {
        CremaProperties properties = withLargest(Map.of(currency, decimal));
        return assertThatThrownBy(properties::largestAmounts).isInstanceOf(ConfigurationException.class);
    }

    private static CremaProperties withLargest(Map<String, String> largest) {
        return new CremaProperties(
                true,
                new CremaProperties.Schema(true),
                false,
                4,
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofDays(7),
                WORK,
                largest,
                Map.of(),
                STANDARD,
                List.of(),
                NO_RULES);
    }

    @Test
    void twoLimitsForOneCurrencyAreRefused() {
        CremaProperties properties = withLargest(Map.of("CNY", "1.00", "cny", "2.00"));

        assertThatThrownBy(properties::largestAmounts)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("crema\\.largest\\.(CNY|cny): there are two limits, .* and .*; give one");
    }

    @Test
    void A30_settingsAreNotShownInTheTextForm() {
        CremaProperties.ChannelAccount account =
                new CremaProperties.ChannelAccount("sandbox", Map.of("private_key", "s3cret"));

        assertThat(account.toString()).contains("private_key").doesNotContain("s3cret");
    }
}
