package dev.crema.plan;

import dev.crema.money.Money;
import java.util.Locale;
import java.util.Optional;

/**
 * One means that a payer pays with.
 *
 * @param kind where the money comes from
 * @param channel the channel's name; empty for a wallet, and where the routing rules are to choose one
 * @param amount how much of it, positive; empty for all that the others leave
 */
public record Tender(Kind kind, Optional<String> channel, Optional<Money> amount) {
    /** Where the money of a tender comes from. */
    public enum Kind {
        /** The payer's account in the books. */
        WALLET,
        /** The payer, through a channel. */
        CHANNEL
    }

    public Tender {
        amount.ifPresent(some -> some.requirePositive("tender"));
    }

    /** So much out of the payer's account. */
    public static Tender wallet(Money amount) {
        return new Tender(Kind.WALLET, Optional.empty(), Optional.of(amount));
    }

    /** All that the other tenders leave, out of the payer's account. */
    public static Tender wallet() {
        return new Tender(Kind.WALLET, Optional.empty(), Optional.empty());
    }

    /** All that the other tenders leave, through the channel of this name. */
    public static Tender channel(String name) {
        return new Tender(Kind.CHANNEL, Optional.of(name), Optional.empty());
    }

    /** So much through the channel of this name. */
    public static Tender channel(String name, Money amount) {
        return new Tender(Kind.CHANNEL, Optional.of(name), Optional.of(amount));
    }

    /** All that the other tenders leave, through the channel that the routing rules choose. */
    public static Tender anyChannel() {
        return new Tender(Kind.CHANNEL, Optional.empty(), Optional.empty());
    }

    /** So much through the channel that the routing rules choose. */
    public static Tender anyChannel(Money amount) {
        return new Tender(Kind.CHANNEL, Optional.empty(), Optional.of(amount));
    }

    Tender of(Money amount) {
        return new Tender(kind, channel, Optional.of(amount));
    }

    /** The same as a line of text, for people and fingerprints. */
    @Override
    public String toString() {
        String through = channel.map(name -> " " + name).orElse("");
        return kind.name().toLowerCase(Locale.ROOT)
                + through
                + amount.map(some -> " " + some).orElse(" rest");
    }
}
