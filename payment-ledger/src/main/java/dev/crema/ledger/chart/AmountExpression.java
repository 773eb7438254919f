package dev.crema.ledger.chart;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.ConfigurationException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A sum of named amounts, such as {@code gross - fee}. There is nothing in it but names, plus and minus: no numbers, no
 * products, no rounding. So two of them are equal for all amounts or they can be told apart when they are loaded.
 *
 * @param terms how often each name is added, negative for taken away; none zero
 */
public record AmountExpression(Map<String, Integer> terms) {
    static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,31}");

    static final AmountExpression NOTHING = new AmountExpression(Map.of());
    private static final int LONGEST = 200;
    private static final String EXAMPLE = "; write names with + and - between them, such as gross - fee";
    private static final Pattern TERM = Pattern.compile("\\s*([+-]?)\\s*([A-Za-z][A-Za-z0-9]*)\\s*");

    public AmountExpression {
        Map<String, Integer> ordered = new LinkedHashMap<>(terms);
        ordered.values().removeIf(times -> times == 0);
        terms = Collections.unmodifiableMap(ordered);
    }

    /**
     * Reads one.
     *
     * @throws ConfigurationException if the text is anything but names with plus and minus between them
     */
    public static AmountExpression parse(String text) {
        if (text.length() > LONGEST) {
            throw new ConfigurationException("amount is longer than " + LONGEST + " characters" + EXAMPLE);
        }
        Map<String, Integer> terms = new LinkedHashMap<>();
        Matcher term = TERM.matcher(text);
        int end = 0;
        while (end < text.length() && term.find(end) && term.start() == end) {
            boolean joined = end == 0 || !term.group(1).isEmpty();
            if (!joined || !NAME.matcher(term.group(2)).matches()) {
                break;
            }
            terms.merge(term.group(2), term.group(1).equals("-") ? -1 : 1, Integer::sum);
            end = term.end();
        }
        if (end == 0 || end < text.length()) {
            throw new ConfigurationException("amount \"" + text + "\" is no sum of names" + EXAMPLE);
        }
        return new AmountExpression(terms);
    }

    static AmountExpression of(String name) {
        return new AmountExpression(Map.of(name, 1));
    }

    Set<String> names() {
        return terms.keySet();
    }

    boolean isZero() {
        return terms.isEmpty();
    }

    AmountExpression plus(AmountExpression other, int times) {
        Map<String, Integer> sum = new LinkedHashMap<>(terms);
        other.terms.forEach((name, count) -> sum.merge(name, times * count, Integer::sum));
        return new AmountExpression(sum);
    }

    AmountExpression minus(AmountExpression other) {
        return plus(other, -1);
    }

    AmountExpression negated() {
        return NOTHING.minus(this);
    }

    /** The same amount in other names. */
    AmountExpression expand(Function<String, AmountExpression> meaning) {
        AmountExpression expanded = NOTHING;
        for (Map.Entry<String, Integer> term : terms.entrySet()) {
            expanded = expanded.plus(meaning.apply(term.getKey()), term.getValue());
        }
        return expanded;
    }

    /** Its value, exact however large what it is made of. */
    BigInteger value(Map<String, BigInteger> amounts) {
        return terms.entrySet().stream()
                .map(term -> requireNonNull(amounts.get(term.getKey()), term.getKey())
                        .multiply(BigInteger.valueOf(term.getValue())))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** As it is written: {@code gross - fee}. */
    @Override
    public String toString() {
        if (isZero()) {
            return "nothing";
        }
        String text = terms.entrySet().stream()
                .map(term -> (term.getValue() < 0 ? "- " : "+ ") + term(term.getKey(), Math.abs(term.getValue())))
                .collect(Collectors.joining(" "));
        return text.startsWith("+ ") ? text.substring(2) : text;
    }

    private static String term(String name, int times) {
        return times == 1
                ? name
                : Collections.nCopies(times, name).stream().collect(Collectors.joining(" + ", "(", ")"));
    }
}
