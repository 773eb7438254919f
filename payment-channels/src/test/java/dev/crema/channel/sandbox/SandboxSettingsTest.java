package dev.crema.channel.sandbox;

import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.sandbox.Requests.PRICE;
import static dev.crema.channel.sandbox.Requests.charge;
import static dev.crema.channel.sandbox.Requests.payout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.channel.ChannelProvider;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.ChannelResult.NeedsAction;
import dev.crema.channel.NextAction.Redirect;
import dev.crema.failure.ConfigurationException;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxSettingsTest {
    private final SettableClock clock = new SettableClock();
    private final ChannelProvider channels = ServiceLoader.load(ChannelProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.type().equals("sandbox"))
            .findFirst()
            .orElseThrow();

    private SandboxChannel create(Map<String, String> settings) {
        return (SandboxChannel) channels.create("play", settings, clock);
    }

    @Test
    void thereIsNoSandboxWithoutPermission() {
        assertThatThrownBy(() -> SandboxSettings.permitted(false))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("permitted is not true")
                .hasMessageContaining("set permitted=true where play money is meant");
    }

    @ParameterizedTest
    @CsvSource({"false", "yes", "TRUE", "1"})
    void onlyTheWordTruePermitsASandbox(String permitted) {
        assertThatThrownBy(() -> create(Map.of("permitted", permitted)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("set permitted=true");
    }

    @Test
    void aSandboxThatSaysNothingOfPermissionIsRefused() {
        assertThatThrownBy(() -> create(Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("set permitted=true");
    }

    @Test
    void thePermissionAloneMakesASandboxThatPays() {
        SandboxChannel sandbox = create(Map.of("permitted", "true"));

        assertThat(sandbox.name()).isEqualTo("play");
        assertThat(sandbox.capabilities().settlingTime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(sandbox.open(charge("umbrella_1", PRICE))).isEqualTo(Done.of("sandbox_umbrella_1", PRICE));
    }

    @Test
    void everySettingHasItsEffect() {
        SandboxChannel sandbox = create(Map.of(
                "permitted", "true",
                "confirm_url", "http://localhost:8080/pay/",
                "settling_time", "PT2S",
                "late_after", "PT1M",
                "fee_basis_points", "100",
                "charges", "asks",
                "payouts", "late",
                "refunds", "declines"));

        assertThat(sandbox.open(charge("umbrella_1", PRICE)))
                .isEqualTo(new NeedsAction(new Redirect(URI.create("http://localhost:8080/pay/umbrella_1"))));
        sandbox.provider().payer("umbrella_1").confirms();
        assertThat(sandbox.query(charge("umbrella_1", PRICE)))
                .isEqualTo(new Done("sandbox_umbrella_1", PRICE, Money.of("CNY", "0.20")));
        sandbox.send(payout("week_9", PRICE, Map.of()));
        clock.pass(Duration.ofSeconds(59));
        assertThat(sandbox.query(payout("week_9", PRICE, Map.of())).kind()).isEqualTo(IN_PROGRESS);
        clock.pass(Duration.ofSeconds(1));
        assertThat(sandbox.query(payout("week_9", PRICE, Map.of())).kind()).isEqualTo(DONE);
        assertThat(sandbox.capabilities().settlingTime()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anUnknownSettingIsRefusedAndTheKnownOnesAreListed() {
        assertThatThrownBy(() -> create(Map.of("permitted", "true", "confirm_ulr", "http://localhost/")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("channel play of type sandbox: setting confirm_ulr is unknown; known are permitted,"
                        + " confirm_url, settling_time, late_after, fee_basis_points, charges, payouts, refunds");
    }

    @ParameterizedTest
    @CsvSource({
        "confirm_url, /pay/, absolute address",
        "confirm_url, http://a b/, absolute address",
        "settling_time, 5, ISO 8601",
        "settling_time, PT-5S, zero or more",
        "late_after, soon, ISO 8601",
        "fee_basis_points, -1, from 0 to 10000",
        "fee_basis_points, 10001, from 0 to 10000",
        "fee_basis_points, 0.5, whole number",
        "charges, payz, 'one of pays, asks, declines'",
        "payouts, asks, 'one of pays, declines'",
        "refunds, asks, 'one of pays, declines'",
        "late_after, ' ', blank",
    })
    void aSettingThatIsNoneIsRefusedWithItsNameAndRemedy(String setting, String value, String remedy) {
        Map<String, String> settings = new TreeMap<>(Map.of("permitted", "true"));
        settings.put(setting, value);

        assertThatThrownBy(() -> create(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channel play of type sandbox: setting " + setting + " is ")
                .hasMessageContaining(remedy);
    }

    @Test
    void settingsInCodeAreCheckedLikeWrittenOnes() {
        SandboxSettings settings = SandboxSettings.permitted(true);

        assertThatThrownBy(() -> settings.confirmPage(URI.create("/pay/"))).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> settings.settlingTime(Duration.ofSeconds(-1)))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> settings.lateAfter(Duration.ofNanos(-1))).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> settings.feeBasisPoints(10_001)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> settings.payouts(Scenario.ASKS)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> settings.refunds(Scenario.ASKS)).isInstanceOf(ConfigurationException.class);
    }
}
