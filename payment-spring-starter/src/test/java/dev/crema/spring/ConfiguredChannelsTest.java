package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.channel.Channel;
import dev.crema.channel.ChannelProvider;
import dev.crema.channel.sandbox.SandboxChannelProvider;
import dev.crema.failure.ConfigurationException;
import dev.crema.spring.CremaProperties.ChannelAccount;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredChannelsTest {
    private final ConfiguredChannels channels =
            ConfiguredChannels.found(getClass().getClassLoader(), Clock.systemUTC());

    private static Map<String, ChannelAccount> account(String name, String type, Map<String, String> settings) {
        return Map.of(name, new ChannelAccount(type, settings));
    }

    @Test
    void eachChannelIsMadeByTheProviderOfItsType() {
        List<Channel> made = channels.make(Map.of(
                "play", new ChannelAccount("sandbox", Map.of("permitted", "true")),
                "points", new ChannelAccount("balance", Map.of("currencies", "BEANS/0"))));

        assertThat(made).extracting(Channel::name).containsExactly("play", "points");
    }

    @Test
    void settingsAreUnderstoodInEverySpellingThatConfigurationHas() {
        for (String spelling : List.of("fee_basis_points", "fee-basis-points", "feeBasisPoints", "fee.basis.points")) {
            Map<String, String> settings = Map.of("permitted", "true", spelling, "-1");
            assertThatThrownBy(() -> channels.make(account("play", "sandbox", settings)))
                    .hasMessageContaining("setting fee_basis_points is -1; give a whole number");
        }
    }

    @Test
    void aSettingInTwoSpellingsIsRefused() {
        Map<String, String> settings = Map.of("permitted", "true", "late_after", "PT1S", "late-after", "PT2S");

        assertThatThrownBy(() -> channels.make(account("play", "sandbox", settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("crema\\.channels\\.play\\.settings\\.late[_-]after: is given twice,"
                        + " in two spellings; keep one of them");
    }

    @Test
    void anUnknownTypeIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> channels.make(account("main", "sandbx", Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "crema.channels.main.type: \"sandbx\" is no type of channel here; give one of balance, sandbox,"
                                + " or add the jar that offers the type you mean");
    }

    @Test
    void aMissingTypeIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> channels.make(account("main", null, Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("crema.channels.main.type: is missing; give one of balance, sandbox,"
                        + " or add the jar that offers the type you mean");
    }

    @Test
    void whatAProviderRefusesIsNamedAsItsProperty() {
        assertThatThrownBy(() -> channels.make(account("play", "sandbox", Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("crema.channels.play: sandbox: permitted is not true.");
        assertThatThrownBy(() -> channels.make(account("play", "sandbox", Map.of("permited", "true"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "crema.channels.play: channel play of type sandbox: setting permited is unknown; known are");
    }

    @Test
    void twoProvidersOfOneTypeAreRefused() {
        List<ChannelProvider> twice = List.of(new SandboxChannelProvider(), new SandboxChannelProvider());

        assertThatThrownBy(() -> new ConfiguredChannels(twice, Clock.systemUTC()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channel type sandbox: both ")
                .hasMessageEndingWith(" offer it; keep one of their jars");
    }
}
