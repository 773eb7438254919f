package dev.crema.channel.balance;

import dev.crema.channel.Capabilities;
import dev.crema.channel.WithinBooks;
import dev.crema.money.Currency;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Balances kept in the books, as a way to pay: money moves from account to account in the transaction that accepts the
 * payment, and nobody is called. Immutable.
 *
 * @param name the channel's name, see {@link dev.crema.channel.Channel#name}
 * @param currencies the currencies in which balances may be paid with; empty means any
 */
public record BalanceChannel(String name, Set<Currency> currencies) implements WithinBooks {
    public BalanceChannel {
        currencies = Set.copyOf(currencies);
    }

    /** Balances in any currency, under the usual name {@link WithinBooks#DEFAULT_NAME}. */
    public static BalanceChannel anyCurrency() {
        return new BalanceChannel(DEFAULT_NAME, Set.of());
    }

    /**
     * Balances in these currencies only, under the usual name: {@code BalanceChannel.in("CNY", "BEANS/0")}.
     *
     * @throws dev.crema.failure.InvalidRequestException for a code that {@link Currency#of} refuses
     */
    public static BalanceChannel in(String currencyCode, String... furtherCodes) {
        Stream<String> codes = Stream.concat(Stream.of(currencyCode), Arrays.stream(furtherCodes));
        return new BalanceChannel(DEFAULT_NAME, codes.map(Currency::of).collect(Collectors.toUnmodifiableSet()));
    }

    /** The same balances under another name, for a host that keeps several kinds of them. */
    public BalanceChannel named(String name) {
        return new BalanceChannel(name, currencies);
    }

    /** Nothing has to settle: what the books say is so. */
    @Override
    public Capabilities capabilities() {
        return new Capabilities(currencies, Duration.ZERO);
    }
}
