package dev.crema.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.crema.failure.ConfigurationException;
import dev.crema.money.Money;
import dev.crema.rule.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteRulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static RouteRule rule(List<?> channels) {
        return RouteRules.none()
                .with(List.of(Map.of("name", "r", "channels", channels)))
                .rules()
                .get(0);
    }

    private static String first(RouteRule rule, Set<String> unhealthy, String lot) {
        return rule.ranked(unhealthy, lot).get(0).channel();
    }

    @Test
    void weightsShareOutWhatIsEquallyCheap() {
        RouteRule rule = rule(List.of(Map.of("name", "a", "weight", "3"), Map.of("name", "b", "weight", "1")));
        long toA = 0;
        for (int i = 0; i < 10_000; i++) {
            toA += first(rule, Set.of(), "trade-" + i).equals("a") ? 1 : 0;
        }
        assertThat(toA / 10_000.0).isEqualTo(0.75, within(0.03));
        assertThat(first(rule, Set.of(), "trade-7")).isEqualTo(first(rule, Set.of(), "trade-7"));
    }

    @Test
    void theCheaperComesFirstUnlessItDoesBadly() {
        RouteRule rule = rule(List.of(
                Map.of("name", "dear", "cost-basis-points", 60), Map.of("name", "cheap", "cost-basis-points", 38)));

        assertThat(first(rule, Set.of(), "x")).isEqualTo("cheap");
        assertThat(first(rule, Set.of("cheap"), "x")).isEqualTo("dear");
        assertThat(first(rule, Set.of("cheap", "dear"), "x")).isEqualTo("cheap");
    }

    @Test
    void theFirstRuleThatAppliesIsTaken() {
        RouteRules rules = RouteRules.none()
                .with(List.of(
                        Map.of(
                                "name",
                                "abroad",
                                "when",
                                Map.of("country", "US"),
                                "channels",
                                List.of(Map.of("name", "stripe"))),
                        Map.of("name", "home", "channels", List.of(Map.of("name", "alipay")))));
        Facts home = new Facts(Map.of("country", "CN"), Money.of("CNY", "1.00"), NOW, Set.of());

        assertThat(rules.find(home).orElseThrow().name()).isEqualTo("home");
        assertThat(rules.find(home.with("country", "US")).orElseThrow().name()).isEqualTo("abroad");
    }

    @Test
    void aMistakeIsNamedWithItsRule() {
        assertThatThrownBy(() -> RouteRules.none().with(List.of(Map.of("name", "r", "channels", List.of()))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("route rule r, channels: name at least one, and each once");
        assertThatThrownBy(() -> RouteRules.none()
                        .with(List.of(
                                Map.of("name", "r", "channels", List.of(Map.of("name", "a", "weight", "heavy"))))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("route rule r, channel 1: weight: heavy");
        assertThatThrownBy(() -> RouteRules.none()
                        .with(List.of(Map.of(
                                "name",
                                "r",
                                "when",
                                Map.of("form", "withdrawal"),
                                "channels",
                                List.of(Map.of("name", "a"))))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("route rule r, when.form: \"withdrawal\" is not known; use one of [authorize, top-up]");
        assertThatThrownBy(() -> RouteRules.none().with(List.of(Map.of("channels", List.of()))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("route rule 1: name is missing");
    }

    @Test
    void healthIsWhatWasAnsweredInTheLastMinutes() {
        ChannelHealth health = new ChannelHealth();
        for (int i = 0; i < 20; i++) {
            health.called("alipay", i % 4 == 0, Duration.ofMillis(200), NOW.plusSeconds(i));
        }
        Instant now = NOW.plusSeconds(20);

        assertThat(health.of("alipay", now)).isEqualTo(new ChannelHealth.Health(20, 0.25, Duration.ofMillis(200)));
        assertThat(health.unhealthy(now)).containsExactly("alipay");
        assertThat(health.unhealthy(now.plus(Duration.ofMinutes(6)))).isEmpty();
        assertThat(health.of("paypal", now).isHealthy()).isTrue();
    }

    @Test
    void aSlowChannelDoesBadlyToo() {
        ChannelHealth health = new ChannelHealth();
        for (int i = 0; i < 10; i++) {
            health.called("slow", true, Duration.ofSeconds(11), NOW);
        }
        assertThat(health.unhealthy(NOW)).containsExactly("slow");
    }
}
