package dev.crema.refund;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.PaymentException;
import dev.crema.money.AccountId;
import dev.crema.rule.Condition;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule.
 *
 * @param name what people call it
 * @param condition when it applies
 * @param from the account, with placeholders in braces
 */
record RefundRule(String name, Condition condition, String from) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Map<String, String> SAMPLE =
            Map.of("payee", "merchant:cafe", "payer", "wallet:ann", "currency", "CNY");

    /** Refuses what can be no account whatever is filled in. */
    static void requireAccount(String where, String from) {
        Matcher placeholder = PLACEHOLDER.matcher(from);
        while (placeholder.find()) {
            if (!SAMPLE.containsKey(placeholder.group(1))) {
                throw new ConfigurationException(where + ": \"" + from + "\": {" + placeholder.group(1)
                        + "} is not known here; use {payee} {payer} {currency}");
            }
        }
        try {
            new AccountId(filled(from, SAMPLE));
        } catch (PaymentException e) {
            throw new ConfigurationException(where + ": \"" + from + "\": " + e.getMessage(), e);
        }
    }

    AccountId account(Map<String, String> words) {
        try {
            return new AccountId(filled(from, words));
        } catch (PaymentException e) {
            throw new InvalidRequestException(
                    "from", "refund rule " + name + " makes no account of this payment: " + e.getMessage());
        }
    }

    private static String filled(String template, Map<String, String> words) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(words.getOrDefault(found.group(1), "")));
    }
}
