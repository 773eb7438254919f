package dev.crema.money;

import dev.crema.failure.InvalidRequestException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an amount is counted in, and how finely. Two kinds of unit are known, and neither needs a registry:
 *
 * <ul>
 *   <li>the currencies of ISO 4217 by their alphabetic code: {@code CNY}, {@code JPY}, {@code BHD}. Their decimals are
 *       those the Java runtime knows ({@link java.util.Currency#getDefaultFractionDigits()}), withdrawn ones such as
 *       {@code DEM} among them; whether one can be paid in is the channel's to say. Codes for which the standard
 *       defines no minor unit, such as {@code XAU} or {@code XXX}, are refused.
 *   <li>the host's own units, which carry their decimals in their code: {@code BEANS/0}, {@code MILES/2}. The name has
 *       4 to 12 upper-case letters and digits and starts with a letter; the decimals are one digit from 0 to 8.
 * </ul>
 *
 * <p>The slash keeps the two kinds apart, so no later ISO code can ever mean a host's unit. As the code settles the
 * decimals, two currencies with one code are always equal. Instances are immutable and safe for use by many threads.
 *
 * @see <a href="https://www.iso.org/iso-4217-currency-codes.html">ISO 4217</a>
 */
public final class Currency implements Comparable<Currency> {
    /** The length in characters of the longest code there can be: what a database column must hold. */
    public static final int LONGEST_CODE = 14;

    private static final Pattern ISO_GRAMMAR = Pattern.compile("[A-Z]{3}");
    private static final Pattern OWN_GRAMMAR = Pattern.compile("[A-Z][A-Z0-9]{3,11}/([0-8])");
    private static final String REMEDY =
            "give an ISO 4217 code in upper case such as CNY, or a unit of your own with its decimals such as BEANS/0";

    // Those without a minor unit are in here with their -1, so that their refusal can give the reason.
    private static final Map<String, Currency> ISO = java.util.Currency.getAvailableCurrencies().stream()
            .map(iso -> new Currency(iso.getCurrencyCode(), iso.getDefaultFractionDigits()))
            .filter(iso -> ISO_GRAMMAR.matcher(iso.code).matches())
            .collect(Collectors.toUnmodifiableMap(Currency::code, Function.identity()));

    private final String code;
    private final int decimals;

    private Currency(String code, int decimals) {
        this.code = code;
        this.decimals = decimals;
    }

    /**
     * The currency of this code.
     *
     * @param code an ISO 4217 alphabetic code, or an own unit such as {@code BEANS/0}; nothing is trimmed or folded
     * @throws InvalidRequestException for the field {@code currency} if there is no such currency, if ISO 4217 gives it
     *     no minor unit, or if the code is neither kind
     */
    public static Currency of(String code) {
        // The length comes first: hashing or matching a text of a megabyte would cost what only a good one may.
        if (code == null || code.isEmpty()) {
            throw refused("is missing");
        }
        if (code.length() > LONGEST_CODE) {
            throw refused(quoted(code) + " is longer than the " + LONGEST_CODE + " characters a code may have");
        }
        Currency iso = ISO.get(code);
        if (iso != null && iso.decimals < 0) {
            throw refused(quoted(code) + " has no minor unit in ISO 4217, so nothing can be counted in it");
        }
        return iso != null ? iso : own(code);
    }

    private static Currency own(String code) {
        Matcher own = OWN_GRAMMAR.matcher(code);
        if (!own.matches()) {
            throw refused(quoted(code) + " is not a currency");
        }
        return new Currency(code, Integer.parseInt(own.group(1)));
    }

    private static InvalidRequestException refused(String problem) {
        return new InvalidRequestException("currency", problem + "; " + REMEDY);
    }

    /**
     * A text from outside made fit for a message: whatever could break a log line or deceive a reader is escaped, and
     * what is long is cut, at a length at which a card number pasted into the wrong field is not shown whole.
     */
    static String quoted(String text) {
        int shown = Math.min(text.length(), 12);
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
            quoted.append(plain ? String.valueOf(c) : String.format("\\u%04X", (int) c));
        }
        return quoted.append('"')
                .append(shown < text.length() ? "... (" + text.length() + " characters)" : "")
                .toString();
    }

    /** The full code, {@code CNY} or {@code BEANS/0}: what is stored, and what {@link #of} takes back. */
    public String code() {
        return code;
    }

    /** How many decimals an amount has: 2 for CNY, 0 for JPY, 3 for BHD; never negative. */
    public int decimals() {
        return decimals;
    }

    /** The order of the codes as texts. */
    @Override
    public int compareTo(Currency other) {
        return code.compareTo(other.code);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Currency currency && code.equals(currency.code);
    }

    @Override
    public int hashCode() {
        return code.hashCode();
    }

    /** The same as {@link #code()}. */
    @Override
    public String toString() {
        return code;
    }
}
