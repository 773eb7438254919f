package dev.crema.plan;

import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.Locale;
import java.util.Optional;

/**
 * One means that a payer pays with.
 *
 * @param kind where the money comes from
 * @param channel the channel's name; empty for a wallet, and where the routing rules are to choose one
 * @param account the account of somebody else who pays this part, a coupon's for example; empty for the payer's own
 * @param amount how much of it, positive; empty for all that the others leave
 */
public record Tender(Kind kind, Optional<String> channel, Optional<AccountId> account, Optional<Money> amount) {
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
        return new Tender(Kind.WALLET, Optional.empty(), Optional.empty(), Optional.of(amount));
    }

    /** So much out of somebody else's account: who gives a discount pays that part. */
    public static Tender from(String account, Money amount) {
        return new Tender(Kind.WALLET, Optional.empty(), Optional.of(new AccountId(account)), Optional.of(amount));
    }

    /** All that the other tenders leave, out of the payer's account. */
    public static Tender wallet() {
        return new Tender(Kind.WALLET, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** All that the other tenders leave, through the channel of this name. */
    public static Tender channel(String name) {
        return new Tender(Kind.CHANNEL, Optional.of(name), Optional.empty(), Optional.empty());
    }

    /** So much through the channel of this name. */
    public static Tender channel(String name, Money amount) {
        return new Tender(Kind.CHANNEL, Optional.of(name), Optional.empty(), Optional.of(amount));
    }

    /** All that the other tenders leave, through the channel that the routing rules choose. */
    public static Tender anyChannel() {
        return new Tender(Kind.CHANNEL, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** So much through the channel that the routing rules choose. */
    public static Tender anyChannel(Money amount) {
        return new Tender(Kind.CHANNEL, Optional.empty(), Optional.empty(), Optional.of(amount));
    }

    Tender of(Money amount) {
        return new Tender(kind, channel, account, Optional.of(amount));
    }

    /** The same as a line of text, for people and fingerprints. */
    @Override
    public String toString() {
        String through = channel.map(name -> " " + name).orElse("");
        String whose = account.map(other -> " " + other).orElse("");
        return kind.name().toLowerCase(Locale.ROOT)
                + whose
                + through
                + amount.map(some -> " " + some).orElse(" rest");
    }
}
