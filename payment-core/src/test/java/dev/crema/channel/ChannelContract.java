package dev.crema.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every channel owes the engine, whatever its abilities. An adapter's test implements the contracts of the
 * abilities, which include this one: it makes the channel, plays the provider, and inherits the tests.
 */
public interface ChannelContract {
    /** The channel under test: the same one throughout a test, a fresh one for each. */
    Channel channel();

    /** The amount that most tests move. Override it where the provider has a minimum. */
    default Money amount() {
        return Money.ofMinor(currencies().iterator().next(), 1999);
    }

    /**
     * The amounts that must arrive exactly, in every currency of the channel, or in one each with no, two and three
     * decimals if it moves any. Override it where the provider has limits, never to leave a currency out.
     */
    default Stream<Money> amounts() {
        return currencies().stream()
                .flatMap(currency -> Stream.of(Money.ofMinor(currency, 1), Money.ofMinor(currency, 1_234_567)));
    }

    private Set<Currency> currencies() {
        Set<Currency> currencies = channel().capabilities().currencies();
        return new TreeSet<>(
                currencies.isEmpty() ? Set.of(Currency.of("CNY"), Currency.of("JPY"), Currency.of("BHD")) : currencies);
    }

    @Test
    default void theNameIsShortPlainAndStable() {
        assertThat(channel().name())
                .matches("[a-z0-9-]{1,32}")
                .isEqualTo(channel().name());
    }

    @Test
    default void theCapabilitiesAreStableAndTheSettlingTimeEndsWithinADay() {
        Capabilities capabilities = channel().capabilities();

        assertThat(channel().capabilities()).isEqualTo(capabilities);
        assertThat(capabilities.settlingTime()).isBetween(Duration.ZERO, Duration.ofDays(1));
        assertThat(capabilities.keyLifetime().stream())
                .allSatisfy(lifetime -> assertThat(lifetime)
                        .as("a lifetime of keys below an hour is rather none")
                        .isGreaterThanOrEqualTo(Duration.ofHours(1)));
        assertThat(currencies()).allMatch(capabilities::moves);
    }

    @Test
    default void theChannelHasAnAbilityOrLivesWithinTheBooks() {
        assertThat(channel())
                .isInstanceOfAny(Collects.class, PaysOut.class, Moves.class, Refunds.class, WithinBooks.class);
    }

    /**
     * The far side of the wire, as the adapter's test plays it: for a provider with an HTTP interface a real server on
     * a local socket. Each of these controls concerns the next request only, except {@link #goAway}.
     */
    interface Provider {
        /** The next request is acted on, but its answer never arrives: the connection breaks after it was read. */
        void loseNextAnswer();

        /** The next request to move money is declined, for good. */
        void declineNext();

        /** The next request to move money moves another positive amount than it asked for. */
        void moveAnotherAmountNext();

        /** From now on no connection is accepted. */
        void goAway();
    }
}
