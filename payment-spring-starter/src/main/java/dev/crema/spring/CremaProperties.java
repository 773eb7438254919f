package dev.crema.spring;

import dev.crema.Protection;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.PaymentException;
import dev.crema.money.Money;
import dev.crema.plan.PlanRules;
import dev.crema.refund.RefundRules;
import dev.crema.route.RouteRules;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application says in its configuration. A misspelt property is refused rather than skipped: a limit that is
 * not there because of its spelling is noticed by nobody.
 *
 * @param enabled whether the library is wired at all
 * @param schema how the tables are cared for
 * @param allowNonDurable whether a database that may lose acknowledged commits is only warned of
 * @param workers how many calls of each channel the workers make at a time; 0 for no workers
 * @param lease how long one worker may hold a piece of work before another takes it over
 * @param grace how long running work may go on when the application stops
 * @param reviewWithin how long what a risk check holds back waits for a person before it ends
 * @param work the limits under which work is done
 * @param largest the largest amount of a single payment, by currency
 * @param channels the channels, by name
 * @param ledger what accounts are and what is booked
 * @param refunds out of which accounts refunds are paid, where it is not the one that was credited
 * @param trade how trades get their plans and their channels
 */
@ConfigurationProperties(prefix = CremaProperties.PREFIX, ignoreUnknownFields = false)
record CremaProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Schema schema,
        @DefaultValue("false") boolean allowNonDurable,
        @DefaultValue("4") int workers,
        @DefaultValue("1m") Duration lease,
        @DefaultValue("20s") Duration grace,
        @DefaultValue("7d") Duration reviewWithin,
        @DefaultValue Work work,
        @DefaultValue Map<String, String> largest,
        @DefaultValue Map<String, ChannelAccount> channels,
        @DefaultValue Ledger ledger,
        @DefaultValue List<Map<String, Object>> refunds,
        @DefaultValue Trade trade) {
    static final String PREFIX = "crema";

    /**
     * How the tables are cared for.
     *
     * @param create whether tables that are missing are created, and older ones brought up to date, at the start
     */
    record Schema(@DefaultValue("true") boolean create) {}

    /**
     * The limits under which work is done, on each instance of the application.
     *
     * @param listenerThreads how many events each listener is told at a time
     * @param keep how long finished work and its attempts are kept
     * @param requestsAtOnce how many requests are taken into the database at a time
     * @param callsAtOnce how many calls of one channel the callers' own threads make at a time
     * @param refuseWhenDown the channels whose new payments are refused while the channel is in trouble
     */
    record Work(
            @DefaultValue("2") int listenerThreads,
            @DefaultValue("90d") Duration keep,
            @DefaultValue("256") int requestsAtOnce,
            @DefaultValue("50") int callsAtOnce,
            @DefaultValue Set<String> refuseWhenDown) {
        Protection protection() {
            return Protection.DEFAULT.requestsAtOnce(requestsAtOnce).callsAtOnce(callsAtOnce);
        }
    }

    /**
     * What accounts are and what is booked, where it differs from the standard.
     *
     * @param chart families of accounts, by name
     * @param rules lines by form and by what happens, such as {@code top-up.succeeded}
     */
    record Ledger(
            @DefaultValue Map<String, Map<String, String>> chart,
            @DefaultValue Map<String, Map<String, List<Map<String, String>>>> rules) {}

    /**
     * How trades get their plans and their channels. Numbers may be written with or without quotes, but for amounts.
     *
     * @param plans plan rules, in front of the standard ones
     * @param routes route rules
     */
    record Trade(
            @DefaultValue List<Map<String, Object>> plans,
            @DefaultValue List<Map<String, Object>> routes) {
        PlanRules planRules() {
            return PlanRules.standard().with(WrittenRules.of(plans));
        }

        RouteRules routeRules() {
            return RouteRules.none().with(WrittenRules.of(routes));
        }
    }

    RefundRules refundRules() {
        return RefundRules.none().with(WrittenRules.of(refunds));
    }

    /**
     * A merchant account at a provider.
     *
     * @param type the type of the channel
     * @param settings what this type wants to know, by the names its provider documents
     */
    record ChannelAccount(
            @Nullable String type, @DefaultValue Map<String, String> settings) {
        /** Without the settings, among which are keys and secrets. */
        @Override
        public String toString() {
            return "ChannelAccount[type=" + type + ", settings=" + settings.keySet() + "]";
        }
    }

    /** The limits of {@link #largest}. Environment variables carry no case, so neither do the keys. */
    Collection<Money> largestAmounts() {
        Map<String, Money> amounts = new TreeMap<>();
        largest.forEach((currency, decimal) -> {
            Money amount = amount(currency, decimal);
            Money other = amounts.putIfAbsent(amount.currency().code(), amount);
            if (other != null && !other.equals(amount)) {
                throw new ConfigurationException(PREFIX + ".largest." + currency + ": there are two limits, " + other
                        + " and " + amount + "; give one");
            }
        });
        return amounts.values();
    }

    private static Money amount(String currency, String decimal) {
        try {
            return Money.of(currency.toUpperCase(Locale.ROOT), decimal).requirePositive("amount");
        } catch (PaymentException e) {
            throw new ConfigurationException(
                    PREFIX + ".largest." + currency + ": " + e.getMessage()
                            + " (quote amounts in YAML, which rounds numbers, and bracket units of your own:"
                            + " \"[BEANS/0]\")",
                    e);
        }
    }
}
