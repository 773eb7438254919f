package dev.crema.ledger.chart;

import dev.crema.failure.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that happens to money, and what is known of it when it does. {@link StandardEvents} has those of this
 * library; a host declares its own the same way:
 *
 * <pre>{@code
 * PostingEvent.named("tips.paid").amounts("gross", "levy").where("net", "gross - levy").accounts("from", "into")
 * }</pre>
 *
 * @param name what it happens to and what happens, such as {@code top-up.succeeded}
 * @param kind the kind of its journals, for reports
 * @param amounts the names of the amounts that are given, in order
 * @param derived further names, each as a sum of those given
 * @param signed those of the given amounts that may be negative
 * @param accounts the blanks that stand for whole accounts
 * @param texts the blanks that stand for a part of an account's name; {@code currency} is always one of them
 * @param splits whether there are legs: accounts {@code party} with an amount {@code part} each, which are {@code parts}
 *     together
 */
public record PostingEvent(
        String name,
        String kind,
        Set<String> amounts,
        Map<String, AmountExpression> derived,
        Set<String> signed,
        Set<String> accounts,
        Set<String> texts,
        boolean splits) {
    /** The account of a leg. */
    public static final String PARTY = "party";

    /** The amount of a leg. */
    public static final String PART = "part";

    /** The amounts of all legs together. */
    public static final String PARTS = "parts";

    /** The currency of all amounts, as a segment of an account's name. */
    public static final String CURRENCY = "currency";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,14}\\.[a-z][a-z0-9-]{0,14}");
    private static final Set<String> RESERVED = Set.of(PARTY, PART, PARTS, CURRENCY);

    /**
     * Refuses an event of which no rule could be read in one way only.
     *
     * @throws ConfigurationException if a name is not fit, is used twice, or one of {@code party}, {@code part}, {@code
     *     parts} and {@code currency}, or if a derived amount is made of names that are not given
     */
    public PostingEvent {
        amounts = ordered(amounts);
        derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
        signed = ordered(signed);
        accounts = ordered(accounts);
        texts = ordered(texts);
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException("event \"" + name + "\" is not named as one; write two words of small"
                    + " letters, digits and -, joined by a point, such as top-up.succeeded");
        }
        requireDistinct(
                name, Stream.of(amounts, derived.keySet(), accounts, texts).flatMap(Collection::stream));
        Set<String> given = new LinkedHashSet<>(amounts);
        if (splits) {
            given.add(PARTS);
        }
        for (Map.Entry<String, AmountExpression> sum : derived.entrySet()) {
            requireKnown(
                    name, sum.getKey() + " = " + sum.getValue(), sum.getValue().names(), given);
        }
        requireKnown(name, "the amounts that may be negative", signed, amounts);
    }

    private static Set<String> ordered(Collection<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    private static void requireDistinct(String event, Stream<String> names) {
        Set<String> seen = new LinkedHashSet<>(RESERVED);
        names.forEach(name -> {
            if (!AmountExpression.NAME.matcher(name).matches() || !seen.add(name)) {
                throw new ConfigurationException("event " + event + ": the name \"" + name + "\" is taken, or is not"
                        + " letters and digits after a small letter; give each amount, account and text a name of its"
                        + " own");
            }
        });
    }

    private static void requireKnown(String event, String what, Set<String> names, Set<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ConfigurationException("event " + event + ": " + what + " speaks of " + name
                        + ", which is not given; use " + known + ", or declare it");
            }
        }
    }

    /** An event of which nothing is known but its currency; its journals are of the kind that it is called. */
    public static PostingEvent named(String name) {
        return new PostingEvent(name, name, Set.of(), Map.of(), Set.of(), Set.of(), Set.of(), false);
    }

    /** The same, with journals of this kind. */
    public PostingEvent kind(String kind) {
        return new PostingEvent(name, kind, amounts, derived, signed, accounts, texts, splits);
    }

    /** The same, with these amounts besides. */
    public PostingEvent amounts(String... names) {
        return new PostingEvent(name, kind, more(amounts, names), derived, signed, accounts, texts, splits);
    }

    /** The same, with amounts besides that may be negative. */
    public PostingEvent signedAmounts(String... names) {
        return new PostingEvent(
                name, kind, more(amounts, names), derived, more(signed, names), accounts, texts, splits);
    }

    /** The same, with a name for a sum of its amounts: {@code where("net", "gross - fee")}. */
    public PostingEvent where(String sum, String expression) {
        Map<String, AmountExpression> sums = new LinkedHashMap<>(derived);
        sums.put(sum, AmountExpression.parse(expression));
        return new PostingEvent(name, kind, amounts, sums, signed, accounts, texts, splits);
    }

    /** The same, with these accounts besides. */
    public PostingEvent accounts(String... names) {
        return new PostingEvent(name, kind, amounts, derived, signed, more(accounts, names), texts, splits);
    }

    /** The same, with these parts of accounts' names besides. */
    public PostingEvent texts(String... names) {
        return new PostingEvent(name, kind, amounts, derived, signed, accounts, more(texts, names), splits);
    }

    /** The same, with legs. */
    public PostingEvent splitting() {
        return new PostingEvent(name, kind, amounts, derived, signed, accounts, texts, true);
    }

    private static Set<String> more(Set<String> some, String... others) {
        Set<String> more = new LinkedHashSet<>(some);
        for (String other : others) {
            if (!more.add(other)) {
                throw new ConfigurationException("name \"" + other + "\" is there twice; give it once");
            }
        }
        return more;
    }

    /** All names that an amount outside of the legs may be made of. */
    Set<String> amountNames() {
        Set<String> names = new LinkedHashSet<>(amounts);
        names.addAll(derived.keySet());
        if (splits) {
            names.add(PARTS);
        }
        return names;
    }

    /** What a name means in terms of what is given. */
    AmountExpression meaning(String amount) {
        return derived.getOrDefault(amount, AmountExpression.of(amount));
    }

    /** What there is to write a rule with: {@code gross, fee, net = gross - fee; {into}, {channel}, {currency}}. */
    String describe() {
        List<String> blanks = new ArrayList<>(accounts);
        if (splits) {
            blanks.add(PARTY);
        }
        blanks.addAll(texts);
        blanks.add(CURRENCY);
        Stream<String> sums = derived.entrySet().stream().map(sum -> sum.getKey() + " = " + sum.getValue());
        Stream<String> legs = splits ? Stream.of("parts = the sum of each leg's part") : Stream.empty();
        return Stream.of(amounts.stream(), legs, sums).flatMap(all -> all).collect(Collectors.joining(", "))
                + "; "
                + blanks.stream().map(blank -> "{" + blank + "}").collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name;
    }
}
