package dev.crema.payment;

import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to bring money from a channel into an account (充值).
 *
 * @param reference the caller's own id of the request
 * @param amount how much, positive
 * @param into the account to credit
 * @param channel the channel's name
 * @param subject what the payer reads, 128 characters at most
 * @param returnTo where the payer's browser goes afterwards
 * @param validFor how long the payer may take, one minute to 15 days
 * @param options what only this channel understands, by the names its adapter documents
 * @param authorizedFor for a top-up in two phases, how long the money stays set aside at most, one minute to 366 days;
 *     empty to collect at once
 * @param order the order that it alone pays; empty where the host keeps count itself
 */
public record TopUp(
        Reference reference,
        Money amount,
        AccountId into,
        String channel,
        String subject,
        Optional<URI> returnTo,
        Duration validFor,
        Map<String, String> options,
        Optional<Duration> authorizedFor,
        Optional<Reference> order)
        implements PaymentRequest {
    private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(30);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int LONGEST_URL = 2048;
    private static final Duration LONGEST = Duration.ofDays(15);
    private static final Duration LONGEST_AUTHORIZATION = Duration.ofDays(366);

    public TopUp {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
        if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
            throw new InvalidRequestException("validFor", validFor + " is outside of " + SHORTEST + " to " + LONGEST);
        }
        if (returnTo.filter(url -> url.toString().length() > LONGEST_URL).isPresent()) {
            throw new InvalidRequestException("returnTo", "is longer than " + LONGEST_URL + " characters");
        }
        if (authorizedFor
                .filter(time -> time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST_AUTHORIZATION) > 0)
                .isPresent()) {
            throw new InvalidRequestException(
                    "authorizedFor",
                    authorizedFor.get() + " is outside of " + SHORTEST + " to " + LONGEST_AUTHORIZATION);
        }
        options = Options.require(options);
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static AmountStep of(String reference) {
        Reference checked = new Reference(reference);
        return amount -> into -> channel -> new TopUp(
                checked,
                amount,
                new AccountId(into),
                channel,
                reference,
                Optional.empty(),
                DEFAULT_VALIDITY,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Says how much. */
    public interface AmountStep {
        IntoStep amount(Money amount);

        /** The amount as currency code and plain decimal text, for example {@code "CNY", "18.50"}. */
        default IntoStep amount(String currency, String decimal) {
            return amount(Money.of(currency, decimal));
        }
    }

    /** Says which account is credited. */
    public interface IntoStep {
        ThroughStep into(String account);
    }

    /** Says which channel collects. */
    public interface ThroughStep {
        TopUp through(String channel);
    }

    public TopUp subject(String shownToPayer) {
        return new TopUp(
                reference, amount, into, channel, shownToPayer, returnTo, validFor, options, authorizedFor, order);
    }

    public TopUp returnTo(String url) {
        try {
            return new TopUp(
                    reference,
                    amount,
                    into,
                    channel,
                    subject,
                    Optional.of(URI.create(url)),
                    validFor,
                    options,
                    authorizedFor,
                    order);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("returnTo", "is not an address");
        }
    }

    public TopUp validFor(Duration validFor) {
        return new TopUp(reference, amount, into, channel, subject, returnTo, validFor, options, authorizedFor, order);
    }

    public TopUp option(String name, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(name, value);
        return new TopUp(reference, amount, into, channel, subject, returnTo, validFor, more, authorizedFor, order);
    }

    /**
     * Sets the money aside at the channel instead of collecting it (预授权): captures collect it, cancellation or the end
     * of the time lets go of the rest.
     *
     * @param atMost how long it stays set aside, cut to seconds, unless the channel lets go of it earlier
     */
    public TopUp authorized(Duration atMost) {
        Optional<Duration> seconds = Optional.of(atMost.truncatedTo(ChronoUnit.SECONDS));
        return new TopUp(reference, amount, into, channel, subject, returnTo, validFor, options, seconds, order);
    }

    /**
     * Names the order that this top-up is to pay alone. Of several top-ups for one order, through whatever channels, the
     * first to be paid wins; what is paid besides ends {@code FAILED} as {@code DUPLICATE_PAYMENT}, and its money is dealt
     * with as any that came in against our word.
     *
     * @param order 1 to 64 characters as in a reference
     */
    public TopUp order(String order) {
        Optional<Reference> alone = Optional.of(new Reference(order));
        return new TopUp(reference, amount, into, channel, subject, returnTo, validFor, options, authorizedFor, alone);
    }

    @Override
    public Form form() {
        return Form.TOP_UP;
    }

    @Override
    public List<String> content() {
        List<String> content = new ArrayList<>(List.of(into.path(), channel));
        authorizedFor.ifPresent(time -> content.add("authorized"));
        order.ifPresent(alone -> content.add("order " + alone));
        return content;
    }
}
