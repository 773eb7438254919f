package dev.crema.channel.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.channel.Channel;
import dev.crema.channel.ChannelContract;
import dev.crema.channel.ChannelProvider;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.Currency;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceChannelTest implements ChannelContract {
    private static final Currency CNY = Currency.of("CNY");
    private static final Currency BEANS = Currency.of("BEANS/0");
    private static final Currency USD = Currency.of("USD");

    private final ChannelProvider channels = ServiceLoader.load(ChannelProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.type().equals("balance"))
            .findFirst()
            .orElseThrow();

    @Override
    public BalanceChannel channel() {
        return BalanceChannel.in("CNY", "BEANS/0");
    }

    private Channel create(Map<String, String> settings) {
        return channels.create("wallet", settings, Clock.systemUTC());
    }

    @Test
    void itIsCalledBalanceUnlessNamedOtherwise() {
        assertThat(channel().name()).isEqualTo("balance");
        assertThat(channel().named("beans").name()).isEqualTo("beans");
        assertThat(channel().named("beans").currencies()).containsExactlyInAnyOrder(CNY, BEANS);
    }

    @Test
    void itMovesTheCurrenciesItWasGivenAndNoOther() {
        assertThat(channel().capabilities().moves(CNY)).isTrue();
        assertThat(channel().capabilities().moves(BEANS)).isTrue();
        assertThat(channel().capabilities().moves(USD)).isFalse();
        assertThat(BalanceChannel.anyCurrency().capabilities().moves(USD)).isTrue();
    }

    @Test
    void nothingInTheBooksHasToSettle() {
        assertThat(channel().capabilities().settlingTime()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anUnknownCurrencyIsRefused() {
        assertThatThrownBy(() -> BalanceChannel.in("CNY", "beans")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aHostCanWriteItDown() {
        Channel wallet = create(Map.of("currencies", "CNY, BEANS/0"));

        assertThat(wallet).isEqualTo(channel().named("wallet"));
        assertThat(create(Map.of())).isEqualTo(BalanceChannel.anyCurrency().named("wallet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "cny", "CNY,,USD", "CNY,", "CNY;USD", "XAU"})
    void aListOfSomethingElseIsRefused(String codes) {
        assertThatThrownBy(() -> create(Map.of("currencies", codes)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("channel wallet of type balance: setting currencies ");
    }

    @Test
    void anUnknownSettingIsRefused() {
        assertThatThrownBy(() -> create(Map.of("currency", "CNY")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("channel wallet of type balance: setting currency is unknown; known are currencies");
    }
}
