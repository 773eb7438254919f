package dev.crema.payment;

import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Duration;
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
 */
public record TopUp(
        Reference reference,
        Money amount,
        AccountId into,
        String channel,
        String subject,
        Optional<URI> returnTo,
        Duration validFor,
        Map<String, String> options)
        implements PaymentRequest {
    private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(30);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int LONGEST_URL = 2048;
    private static final Duration LONGEST = Duration.ofDays(15);

    public TopUp {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
        if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
            throw new InvalidRequestException("validFor", validFor + " is outside of " + SHORTEST + " to " + LONGEST);
        }
        if (returnTo.filter(url -> url.toString().length() > LONGEST_URL).isPresent()) {
            throw new InvalidRequestException("returnTo", "is longer than " + LONGEST_URL + " characters");
        }
        options = Options.require(options);
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static AmountStep of(String reference) {
        Reference checked = new Reference(reference);
        return amount -> into -> channel -> new TopUp(
                checked, amount, new AccountId(into), channel, reference, Optional.empty(), DEFAULT_VALIDITY, Map.of());
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
        return new TopUp(reference, amount, into, channel, shownToPayer, returnTo, validFor, options);
    }

    public TopUp returnTo(String url) {
        try {
            return new TopUp(
                    reference, amount, into, channel, subject, Optional.of(URI.create(url)), validFor, options);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("returnTo", "is not an address");
        }
    }

    public TopUp validFor(Duration validFor) {
        return new TopUp(reference, amount, into, channel, subject, returnTo, validFor, options);
    }

    public TopUp option(String name, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(name, value);
        return new TopUp(reference, amount, into, channel, subject, returnTo, validFor, more);
    }

    @Override
    public Form form() {
        return Form.TOP_UP;
    }

    @Override
    public List<String> content() {
        return List.of(into.path(), channel);
    }
}
