package dev.crema.plan;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.PaymentException;
import dev.crema.money.AccountId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a recipe: a step, or one for each tender, order or share of the purchase.
 *
 * @param action what is done
 * @param per for what it is done, each time anew
 * @param from the account to debit, where the action needs one; {@code {payer} {payee} {escrow} {party} {currency}} are
 *     filled in
 * @param into the account to credit; the same
 * @param part how much of it
 * @param phase when
 */
record RecipeLine(
        Step.Action action, Per per, Optional<String> from, Optional<String> into, Part part, Step.Phase phase) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Set<String> EVERYWHERE = Set.of("payer", "escrow", "currency", "payee");

    /** For what a line is done, each time anew. */
    enum Per {
        /** Each tender out of the payer's account. */
        WALLET,
        /** Each tender through a channel. */
        CHANNEL,
        /** Each order. */
        ORDER,
        /** Each share of an order. */
        SHARE
    }

    /** How much of an order a line moves. */
    enum Part {
        /** All of it. */
        WHOLE,
        /** What the shares leave. */
        REST
    }

    RecipeLine {
        boolean fromNeeded = action == Step.Action.TRANSFER || action == Step.Action.HOLD;
        boolean intoNeeded = action != Step.Action.CAPTURE;
        if (from.isPresent() != fromNeeded || into.isPresent() != intoNeeded) {
            throw new ConfigurationException(name(action) + " needs "
                    + (intoNeeded ? (fromNeeded ? "from and into" : "into alone") : "no account"));
        }
        boolean collects = action == Step.Action.TOP_UP || action == Step.Action.AUTHORIZE;
        if (collects && per != Per.CHANNEL) {
            throw new ConfigurationException(name(action) + " is done per channel, not per " + name(per));
        }
        if (action == Step.Action.HOLD && per != Per.WALLET) {
            throw new ConfigurationException("hold is done per wallet, not per " + name(per));
        }
        if (action == Step.Action.CAPTURE && per != Per.WALLET && per != Per.CHANNEL) {
            throw new ConfigurationException("capture is done per wallet or per channel, not per " + name(per));
        }
        from.ifPresent(template -> requireKnown(template, per));
        into.ifPresent(template -> requireKnown(template, per));
    }

    private static void requireKnown(String template, Per per) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!EVERYWHERE.contains(name) && !(name.equals("party") && per == Per.SHARE)) {
                throw new ConfigurationException("\"" + template + "\": {" + name
                        + "} is not known here; use {payer} {payee} {escrow} {currency}, and {party} per share");
            }
        }
        try {
            new AccountId(placeholder.replaceAll("x"));
        } catch (PaymentException e) {
            throw new ConfigurationException("\"" + template + "\": " + e.getMessage(), e);
        }
    }

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it needs to know one payee, and so can not serve a purchase of several for its tenders. */
    boolean needsOnePayee() {
        boolean named = from.filter(template -> template.contains("{payee}")).isPresent()
                || into.filter(template -> template.contains("{payee}")).isPresent();
        return named && (per == Per.WALLET || per == Per.CHANNEL);
    }
}
