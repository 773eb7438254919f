package dev.crema.payment;

import dev.crema.channel.Parties;
import dev.crema.channel.Payee;
import dev.crema.channel.WithinBooks;
import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request to move money between two accounts (转账). It settles at once, in the transaction that accepts it; or, when
 * {@link #held}, sets the amount aside until it is captured or cancelled. {@link #between} has a channel move the money
 * between parties that it keeps accounts for: then the amount is set aside until the channel has done so.
 *
 * @param reference the caller's own id of the request
 * @param amount how much, positive
 * @param from the account to debit
 * @param into the account to credit, another than {@code from}
 * @param channel the name of the channel within the books, or of the one that moves the money
 * @param subject what people read, 128 characters at most
 * @param heldFor how long the amount stays set aside at most, one second to 366 days; empty to settle at once
 * @param parts what others get of the amount (分账), 32 at most; {@code into} gets the rest, to the last unit
 * @param parties between whom the channel moves the money; empty where it moves within the books only
 */
public record Transfer(
        Reference reference,
        Money amount,
        AccountId from,
        AccountId into,
        String channel,
        String subject,
        Optional<Duration> heldFor,
        List<Part> parts,
        Optional<Parties> parties)
        implements PaymentRequest {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MOST_PARTS = 32;

    /**
     * What one of several parties gets.
     *
     * @param to the account to credit
     * @param amount how much, positive, in the transfer's currency
     */
    public record Part(AccountId to, Money amount) {
        public Part {
            amount.requirePositive("part");
        }
    }

    public Transfer {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
        if (from.equals(into)) {
            throw new InvalidRequestException("to", "is the account the money comes from, " + from);
        }
        if (heldFor.filter(time -> time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0)
                .isPresent()) {
            throw new InvalidRequestException(
                    "heldFor", heldFor.get() + " is outside of " + SHORTEST + " to " + LONGEST);
        }
        parts = List.copyOf(parts);
        requireWithin(amount, from, parts);
        if (parties.isPresent() && (heldFor.isPresent() || !parts.isEmpty())) {
            throw new InvalidRequestException(
                    "between", "a channel neither holds a transfer nor shares it out; make one for each party");
        }
    }

    private static void requireWithin(Money amount, AccountId from, List<Part> parts) {
        Money together = Money.zero(amount.currency());
        for (Part part : parts) {
            if (!part.amount().currency().equals(amount.currency())) {
                throw new InvalidRequestException("part", part.amount() + " is not in the currency of " + amount);
            }
            if (part.to().equals(from)) {
                throw new InvalidRequestException("part", "is for the account the money comes from, " + from);
            }
            together = together.plus(part.amount());
        }
        if (parts.size() > MOST_PARTS || together.isGreaterThan(amount)) {
            throw new InvalidRequestException(
                    "part",
                    parts.size() + " parts of " + together + " together; give at most " + MOST_PARTS + " of " + amount);
        }
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static AmountStep of(String reference) {
        Reference checked = new Reference(reference);
        return amount -> from -> into -> new Transfer(
                checked,
                amount,
                new AccountId(from),
                new AccountId(into),
                WithinBooks.DEFAULT_NAME,
                reference,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Says how much. */
    public interface AmountStep {
        FromStep amount(Money amount);

        /** The amount as currency code and plain decimal text, for example {@code "CNY", "18.50"}. */
        default FromStep amount(String currency, String decimal) {
            return amount(Money.of(currency, decimal));
        }
    }

    /** Says which account is debited. */
    public interface FromStep {
        ToStep from(String account);
    }

    /** Says which account is credited. */
    public interface ToStep {
        Transfer to(String account);
    }

    public Transfer subject(String shown) {
        return new Transfer(reference, amount, from, into, channel, shown, heldFor, parts, parties);
    }

    public Transfer through(String channel) {
        return new Transfer(reference, amount, from, into, channel, subject, heldFor, parts, parties);
    }

    /** Has a channel move the money from the merchant's own account there to a party's; as {@link #between(String, Parties)}. */
    public Transfer between(String channel, Payee payee) {
        return between(channel, new Parties(Optional.empty(), payee));
    }

    /**
     * Has a channel move the money between parties that it keeps accounts for. {@code from} and {@code to} are where the
     * books keep what each party has there. The amount is set aside until the channel has done it, as for a withdrawal.
     */
    public Transfer between(String channel, Parties parties) {
        return new Transfer(reference, amount, from, into, channel, subject, heldFor, parts, Optional.of(parties));
    }

    /** Sets the amount aside instead of moving it; capture moves it, cancellation or the end of the time frees it. */
    public Transfer held(Duration atMost) {
        return new Transfer(reference, amount, from, into, channel, subject, Optional.of(atMost), parts, parties);
    }

    /**
     * Gives a part of the amount to another account; the account after {@code to} gets the rest. All of it is one journal.
     * {@link Money#allocate} shares an amount out without loss.
     */
    public Transfer part(String account, Money part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(new AccountId(account), part));
        return new Transfer(reference, amount, from, into, channel, subject, heldFor, more, parties);
    }

    @Override
    public Form form() {
        return Form.TRANSFER;
    }

    @Override
    public List<String> content() {
        List<String> content =
                new ArrayList<>(List.of(from.path(), into.path(), channel, heldFor.isPresent() ? "held" : "at once"));
        parts.forEach(part -> content.add(part.amount().minor() + " to " + part.to()));
        parties.ifPresent(both -> content.addAll(List.of(
                both.payer().orElse(""), both.payee().account(), both.payee().name())));
        return content;
    }
}
