package dev.crema;

import dev.crema.channel.Capabilities;
import dev.crema.channel.Captures;
import dev.crema.channel.Channel;
import dev.crema.channel.Collects;
import dev.crema.channel.Moves;
import dev.crema.channel.PaysOut;
import dev.crema.channel.Refunds;
import dev.crema.channel.WithinBooks;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.Currency;
import dev.crema.payment.Capture;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The channels the host has named. Filled before the start and only read afterwards. */
final class Channels {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private final Map<String, Channel> byName = new TreeMap<>();

    Channels() {
        byName.put(WithinBooks.DEFAULT_NAME, new Wallet());
    }

    void add(Channel channel) {
        String name = channel.name();
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException(
                    "channel name \"" + name + "\": give 1 to 32 lower-case letters, digits and hyphens");
        }
        if (byName.get(name) instanceof Wallet) {
            byName.remove(name); // the host brings its own settings for the wallet
        }
        if (byName.putIfAbsent(name, channel) != null) {
            throw new ConfigurationException("channel " + name + " is configured twice; give each its own name");
        }
    }

    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    Optional<Channel> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Refuses to start with a name that nothing bears, since what was written for it would never come true.
     *
     * @param where who names them, for the message
     */
    void requireConfigured(String where, Collection<String> names) {
        for (String name : names) {
            if (!byName.containsKey(name)) {
                throw new ConfigurationException(where + ": there is no channel " + name + "; configured are "
                        + byName.keySet() + ", name one of them or add it with Builder.channel");
            }
        }
    }

    /** What a channel has to be for such a request. */
    static Class<? extends Channel> ability(PaymentRequest request) {
        if (request instanceof TopUp topUp) {
            return topUp.authorizedFor().isPresent() ? Captures.class : Collects.class;
        }
        if (request instanceof Withdrawal) {
            return PaysOut.class;
        }
        if (request instanceof Refund) {
            return Refunds.class;
        }
        if (request instanceof Capture) {
            return Captures.class;
        }
        return ((Transfer) request).parties().isPresent() ? Moves.class : WithinBooks.class;
    }

    /** Whether a channel of this name is there that has the ability and moves the currency. */
    boolean offer(String name, Class<? extends Channel> ability, Currency currency) {
        return find(name)
                .filter(ability::isInstance)
                .filter(channel -> channel.capabilities().moves(currency))
                .isPresent();
    }

    /** The channel of this name if it has the ability and moves the currency. */
    <C extends Channel> C require(String name, Class<C> ability, Currency currency) {
        Channel channel = find(name)
                .orElseThrow(() -> new InvalidRequestException(
                        "channel", "there is no channel " + name + "; configured are " + byName.keySet()));
        if (!ability.isInstance(channel)) {
            throw new InvalidRequestException(
                    "channel", name + " does not offer this form; it lacks the ability " + ability.getSimpleName());
        }
        if (!channel.capabilities().moves(currency)) {
            throw new InvalidRequestException("currency", name + " does not move " + currency.code());
        }
        return ability.cast(channel);
    }

    /** The wallet as it is when the host says nothing about it: every currency. */
    private record Wallet() implements WithinBooks {
        @Override
        public String name() {
            return DEFAULT_NAME;
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.ANY_CURRENCY;
        }
    }
}
