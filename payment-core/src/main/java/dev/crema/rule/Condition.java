package dev.crema.rule;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.PaymentException;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a rule applies. The data is what a reader of YAML or JSON makes of:
 *
 * <pre>
 * type: [marketplace, auction]      # one word or several; a * at the end stands for any rest
 * payer: "wallet:*"
 * currency: CNY
 * amount: {from: "100.00", below: "5000.00"}     # of that one currency; either may be left out
 * time: {from: "09:00", to: "18:00", zone: Asia/Shanghai}   # may pass midnight
 * healthy: alipay-main              # channels that do well at the moment
 * </pre>
 *
 * Everything that is named must hold; an empty condition always does. Immutable.
 */
public final class Condition {
    private static final String CURRENCY = "currency";
    private static final Set<String> OWN = Set.of("amount", "time", "healthy");

    /** One thing that must hold. */
    private interface Part {
        /** Why it does not hold; empty if it does. */
        Optional<String> mismatch(Facts facts);
    }

    private final List<Part> parts;
    private final Set<String> channels;

    private Condition(List<Part> parts, Set<String> channels) {
        this.parts = parts;
        this.channels = channels;
    }

    /**
     * Reads a condition.
     *
     * @param where the rule, for messages
     * @param words the words that may be asked for
     * @throws ConfigurationException that names the rule, the mistake and the remedy
     */
    public static Condition read(String where, Map<String, ?> data, Words words) {
        Set<String> known = new TreeSet<>(words.values().keySet());
        known.addAll(OWN);
        PlainData.requireKeys(where, data, known);
        List<Part> parts = new ArrayList<>();
        Set<String> channels = new TreeSet<>();
        new LinkedHashMap<>(data).forEach((name, value) -> {
            String here = where + "." + name;
            switch (name) {
                case "amount" -> parts.add(amount(here, data, PlainData.map(here, value)));
                case "time" -> parts.add(time(here, PlainData.map(here, value)));
                case "healthy" -> {
                    channels.addAll(texts(here, value));
                    parts.add(healthy(texts(here, value)));
                }
                default -> {
                    requirePossible(
                            here, name, texts(here, value), words.values().getOrDefault(name, Set.of()));
                    parts.add(word(name, texts(here, value)));
                }
            }
        });
        return new Condition(List.copyOf(parts), Set.copyOf(channels));
    }

    /** The channels whose health it asks for. */
    public Set<String> channels() {
        return channels;
    }

    /** A condition that nothing can ever fulfil is a slip of the pen. */
    private static void requirePossible(String where, String name, List<String> wanted, Set<String> values) {
        for (String text : wanted) {
            if (!values.isEmpty() && values.stream().noneMatch(value -> matches(text, value))) {
                throw new ConfigurationException(
                        where + ": \"" + text + "\" is not known; use one of " + new TreeSet<>(values));
            }
            if (name.equals(CURRENCY) && !text.endsWith("*")) {
                requireCurrency(where, text);
            }
        }
    }

    private static void requireCurrency(String where, String code) {
        try {
            Currency.of(code);
        } catch (PaymentException e) {
            throw new ConfigurationException(where + ": " + e.getMessage(), e);
        }
    }

    /** Why it does not apply; empty if it does. */
    public Optional<String> mismatch(Facts facts) {
        return parts.stream().flatMap(part -> part.mismatch(facts).stream()).findFirst();
    }

    /** One text, or a list of them. */
    private static List<String> texts(String where, Object value) {
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        List<String> texts = new ArrayList<>();
        for (Object each : values) {
            if (!(each instanceof String text) || text.isBlank()) {
                throw new ConfigurationException(where + ": " + each + " is no text; write it in quotes");
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw new ConfigurationException(where + ": the list is empty; name at least one, or leave it out");
        }
        return List.copyOf(texts);
    }

    private static Part word(String name, List<String> wanted) {
        return facts -> {
            String found = facts.word(name).orElse("");
            return wanted.stream().anyMatch(text -> matches(text, found))
                    ? Optional.empty()
                    : Optional.of(name + " is " + (found.isEmpty() ? "not given" : found) + ", not "
                            + String.join(" or ", wanted));
        };
    }

    private static boolean matches(String wanted, String found) {
        return wanted.endsWith("*")
                ? !found.isEmpty() && found.startsWith(wanted.substring(0, wanted.length() - 1))
                : wanted.equals(found);
    }

    private static Part amount(String where, Map<String, ?> data, Map<String, Object> range) {
        PlainData.requireKeys(where, range, new TreeSet<>(Set.of("from", "below")));
        if (!(data.get(CURRENCY) instanceof String currency)) {
            throw new ConfigurationException(where + ": amounts of which currency? name one with currency");
        }
        Optional<Money> from = money(where, range, "from", currency);
        Optional<Money> below = money(where, range, "below", currency);
        if (from.isEmpty() && below.isEmpty()) {
            throw new ConfigurationException(where + ": give from, below, or both");
        }
        if (from.isPresent() && below.isPresent() && !from.get().isLessThan(below.get())) {
            throw new ConfigurationException(
                    where + ": from " + from.get() + " is not less than below " + below.get() + "; swap them");
        }
        return facts -> {
            if (!facts.amount().currency().code().equals(currency)) {
                return Optional.of("amount " + facts.amount() + " is not in " + currency);
            }
            if (from.filter(facts.amount()::isLessThan).isPresent()) {
                return Optional.of("amount " + facts.amount() + " is less than " + from.get());
            }
            return below.filter(most -> !facts.amount().isLessThan(most))
                    .map(most -> "amount " + facts.amount() + " is not below " + most);
        };
    }

    private static Optional<Money> money(String where, Map<String, Object> range, String key, String currency) {
        if (!range.containsKey(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Money.of(currency, PlainData.text(where, range, key)));
        } catch (ConfigurationException e) {
            throw e;
        } catch (PaymentException e) {
            throw new ConfigurationException(where + "." + key + ": " + e.getMessage(), e);
        }
    }

    private static Part time(String where, Map<String, Object> range) {
        PlainData.requireKeys(where, range, new TreeSet<>(Set.of("from", "to", "zone")));
        try {
            LocalTime from = LocalTime.parse(PlainData.text(where, range, "from"));
            LocalTime to = LocalTime.parse(PlainData.text(where, range, "to"));
            ZoneId zone = ZoneId.of(PlainData.text(where, range, "zone"));
            return facts -> {
                LocalTime now = facts.at().atZone(zone).toLocalTime();
                boolean within = from.isBefore(to)
                        ? !now.isBefore(from) && now.isBefore(to)
                        : !now.isBefore(from) || now.isBefore(to);
                return within
                        ? Optional.empty()
                        : Optional.of("time is " + now + " in " + zone + ", not " + from + " to " + to);
            };
        } catch (DateTimeException e) {
            throw new ConfigurationException(
                    where + ": " + e.getMessage() + "; write times as 09:00 and the zone as Asia/Shanghai", e);
        }
    }

    private static Part healthy(List<String> channels) {
        return facts -> channels.stream()
                .filter(facts.unhealthy()::contains)
                .findFirst()
                .map(channel -> "channel " + channel + " is not healthy");
    }
}
