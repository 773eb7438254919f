package dev.crema.channel.balance;

import dev.crema.channel.Channel;
import dev.crema.channel.ChannelProvider;
import dev.crema.channel.settings.WrittenSettings;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.Currency;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a {@link BalanceChannel} out of settings. Its only setting is {@code currencies}: codes with commas between
 * them, such as {@code CNY,BEANS/0}; left out, any currency may be paid with.
 */
public final class BalanceChannelProvider implements ChannelProvider {
    private static final String CURRENCIES = "currencies";

    @Override
    public String type() {
        return "balance";
    }

    @Override
    public Channel create(String name, Map<String, String> settings, Clock clock) {
        WrittenSettings written = WrittenSettings.of(type(), name, settings, CURRENCIES);
        return new BalanceChannel(
                name,
                written.text(CURRENCIES)
                        .map(codes -> currencies(codes, written))
                        .orElse(Set.of()));
    }

    private static Set<Currency> currencies(String codes, WrittenSettings written) {
        try {
            return Arrays.stream(codes.split(",", -1))
                    .map(String::strip)
                    .map(Currency::of)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (InvalidRequestException e) {
            throw written.refused(CURRENCIES, "lists something else: " + e.getMessage());
        }
    }
}
