package dev.crema.money;

import static dev.crema.money.Currency.quoted;
import static java.util.Objects.requireNonNull;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount, counted in the minor units of its currency: 1999 CNY is 19.99 yuan, 1999 JPY is 1999 yen, 1999 BHD is 1.999
 * dinar. It ranges from {@link Long#MIN_VALUE} to {@link Long#MAX_VALUE} minor units, so up to some 92 thousand million
 * million yuan, and may be zero or negative; whoever needs it positive asks with {@link #requirePositive}.
 *
 * <p>Nothing here rounds unasked, converts between currencies, wraps around, or passes through floating point. What
 * cannot be done exactly fails:
 *
 * <ul>
 *   <li>two currencies in one operation: {@link InvalidRequestException} for the field {@code currency};
 *   <li>a result out of range: {@link AmountExceededException}.
 * </ul>
 *
 * <p>Instances are immutable and safe for use by many threads. Two are equal if both the count and the currency are.
 *
 * @param minor how many minor units
 * @param currency what they are units of
 */
public record Money(long minor, Currency currency) implements Comparable<Money> {
    // Sign, nineteen digits and a point: the length of the longest amount in range.
    private static final int LONGEST_TEXT = 21;
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.([0-9]+))?");
    private static final long WHOLE_IN_BASIS_POINTS = 10_000;

    public Money {
        requireNonNull(currency, "currency");
    }

    /**
     * Reads an amount as people and providers write it: {@code 18.50}, {@code 18.5}, {@code 18}, {@code -0.05}. The
     * grammar is an optional minus, digits of ASCII without a leading zero, and optionally a point with at least one and
     * at most as many digits as the currency has decimals. Everything else is refused: signs other than one minus,
     * blanks, grouping, exponents, other scripts' digits, negative zero. Missing decimals are zeros; surplus decimals
     * are refused even when they are zeros, never rounded.
     *
     * @param currencyCode see {@link Currency#of}
     * @throws InvalidRequestException for the field {@code currency} or {@code amount}
     * @throws AmountExceededException if it is a plain decimal out of range
     */
    public static Money of(String currencyCode, String amount) {
        Currency currency = Currency.of(currencyCode);
        return new Money(parse(amount, currency), currency);
    }

    /** This many minor units of the currency with this code: 1999 of CNY is 19.99 yuan. See {@link Currency#of}. */
    public static Money ofMinor(String currencyCode, long minor) {
        return new Money(minor, Currency.of(currencyCode));
    }

    /** This many minor units of the currency. */
    public static Money ofMinor(Currency currency, long minor) {
        return new Money(minor, currency);
    }

    /** Nothing, in this currency. */
    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    private static long parse(String amount, Currency currency) {
        if (amount == null || amount.isEmpty()) {
            throw refused("is missing", currency);
        }
        if (amount.length() > LONGEST_TEXT) {
            throw refused(quoted(amount) + " is longer than any amount", currency);
        }
        Matcher plain = PLAIN_DECIMAL.matcher(amount);
        if (!plain.matches()) {
            throw refused(quoted(amount) + " is not a plain decimal", currency);
        }
        int surplus = plain.end(1) - plain.start(1) - currency.decimals();
        if (surplus > 0) {
            throw refused(
                    quoted(amount) + " has more decimals than the " + currency.decimals() + " there are", currency);
        }
        BigInteger minor = new BigDecimal(amount).setScale(currency.decimals()).unscaledValue();
        if (minor.signum() == 0 && amount.charAt(0) == '-') {
            throw refused(quoted(amount) + " is a negative zero", currency);
        }
        return inRange(minor, currency, () -> quoted(amount));
    }

    private static InvalidRequestException refused(String problem, Currency currency) {
        String example = BigDecimal.valueOf(1850, currency.decimals()).toPlainString();
        return new InvalidRequestException("amount", problem + "; give " + currency + " as in " + example);
    }

    private static long inRange(BigInteger minor, Currency currency, Supplier<String> what) {
        if (minor.bitLength() >= Long.SIZE) {
            throw exceeded(what.get(), currency);
        }
        return minor.longValue();
    }

    private static AmountExceededException exceeded(String what, Currency currency) {
        Money most = new Money(Long.MAX_VALUE, currency);
        return new AmountExceededException("amount: " + what + " is out of range; use smaller amounts, up to " + most);
    }

    /**
     * The sum.
     *
     * @throws InvalidRequestException for the field {@code currency} if the currencies differ
     * @throws AmountExceededException if the sum is out of range
     */
    public Money plus(Money other) {
        requireSameCurrency(other);
        try {
            return new Money(Math.addExact(minor, other.minor), currency);
        } catch (ArithmeticException e) {
            throw exceeded(this + " plus " + other, currency);
        }
    }

    /**
     * The difference; below zero if the other is greater.
     *
     * @throws InvalidRequestException for the field {@code currency} if the currencies differ
     * @throws AmountExceededException if the difference is out of range
     */
    public Money minus(Money other) {
        requireSameCurrency(other);
        try {
            return new Money(Math.subtractExact(minor, other.minor), currency);
        } catch (ArithmeticException e) {
            throw exceeded(this + " minus " + other, currency);
        }
    }

    /**
     * The same amount the other way.
     *
     * @throws AmountExceededException for {@link Long#MIN_VALUE}, which has no opposite
     */
    public Money negated() {
        return times(-1);
    }

    /**
     * This amount so many times.
     *
     * @throws AmountExceededException if the product is out of range
     */
    public Money times(long factor) {
        try {
            return new Money(Math.multiplyExact(minor, factor), currency);
        } catch (ArithmeticException e) {
            throw exceeded(this + " times " + factor, currency);
        }
    }

    /**
     * Splits this amount without loss: the parts always add up to it exactly. Each part is first its exact share,
     * rounded toward zero; the few minor units then still missing go, one each, to the first parts in the order given
     * whose share was not exact. So rounding always falls to who comes first, and by less than one minor unit; an exact
     * share stays exact; a weight of zero gets nothing; and a negative amount splits into the opposites of the positive
     * one's parts, so that undoing a split needs no rule of its own.
     *
     * @param weights one per part, in any unit as only their proportions count; none negative, not all zero
     * @return as many parts as weights, in their order
     * @throws InvalidRequestException for the field {@code weights}
     */
    public List<Money> allocate(long... weights) {
        BigInteger total = total(weights);
        long[] parts = new long[weights.length];
        boolean[] exact = new boolean[weights.length];
        long missing = minor;
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] share = BigInteger.valueOf(minor)
                    .multiply(BigInteger.valueOf(weights[i]))
                    .divideAndRemainder(total);
            parts[i] = share[0].longValueExact();
            exact[i] = share[1].signum() == 0;
            missing -= parts[i];
        }
        // Fewer units are missing than there are inexact parts, as each of those lacks less than one.
        for (int i = 0; missing != 0; i++) {
            if (!exact[i]) {
                parts[i] += Long.signum(missing);
                missing -= Long.signum(missing);
            }
        }
        return Arrays.stream(parts).mapToObj(part -> new Money(part, currency)).toList();
    }

    private static BigInteger total(long[] weights) {
        BigInteger total = BigInteger.ZERO;
        for (long weight : weights) {
            if (weight < 0) {
                throw new InvalidRequestException("weights", weight + " is negative; give zero or more for each part");
            }
            total = total.add(BigInteger.valueOf(weight));
        }
        if (total.signum() == 0) {
            throw new InvalidRequestException("weights", "add up to zero; give at least one above zero");
        }
        return total;
    }

    /**
     * A fraction of this amount, computed exactly and rounded once, to whole minor units.
     *
     * @param numerator zero or more; may be above the denominator
     * @param denominator above zero
     * @param mode which way to round; {@link RoundingMode#UNNECESSARY} demands a share that needs none
     * @throws InvalidRequestException for the field {@code numerator} or {@code denominator} if it is out of its range,
     *     and for the field {@code mode} if rounding was declared unnecessary and is not
     * @throws AmountExceededException if the share is out of range
     */
    public Money share(long numerator, long denominator, RoundingMode mode) {
        if (numerator < 0) {
            throw new InvalidRequestException("numerator", numerator + " is negative; give zero or more");
        }
        if (denominator <= 0) {
            throw new InvalidRequestException("denominator", denominator + " is not above zero; give 1 or more");
        }
        Supplier<String> what = () -> numerator + "/" + denominator + " of " + this;
        BigDecimal product = BigDecimal.valueOf(minor).multiply(BigDecimal.valueOf(numerator));
        BigDecimal share;
        try {
            share = product.divide(BigDecimal.valueOf(denominator), 0, mode);
        } catch (ArithmeticException e) {
            throw new InvalidRequestException("mode", what.get() + " is no whole minor unit; give a mode that rounds");
        }
        return new Money(inRange(share.toBigInteger(), currency, what), currency);
    }

    /**
     * So many ten-thousandths of this amount, as fees are quoted: 60 basis points of 18.50 CNY are 0.111, which rounds
     * up to 0.12 CNY or down to 0.11 CNY. Exact but for the one rounding, as {@link #share}.
     *
     * @param basisPoints zero or more; 100 are one percent
     * @throws InvalidRequestException for the field {@code basisPoints} if it is negative, and for the field {@code
     *     mode} as {@link #share} does
     * @throws AmountExceededException if the result is out of range
     */
    public Money basisPoints(int basisPoints, RoundingMode mode) {
        if (basisPoints < 0) {
            throw new InvalidRequestException("basisPoints", basisPoints + " is negative; give zero or more");
        }
        return share(basisPoints, WHOLE_IN_BASIS_POINTS, mode);
    }

    /** Whether this is zero. */
    public boolean isZero() {
        return minor == 0;
    }

    /** Whether this is above zero. */
    public boolean isPositive() {
        return minor > 0;
    }

    /** Whether this is below zero. */
    public boolean isNegative() {
        return minor < 0;
    }

    /** Whether this is more than the other, which must have the same currency as for {@link #compareTo}. */
    public boolean isGreaterThan(Money other) {
        return compareTo(other) > 0;
    }

    /** Whether this is less than the other, which must have the same currency as for {@link #compareTo}. */
    public boolean isLessThan(Money other) {
        return compareTo(other) < 0;
    }

    /**
     * The order of the amounts. There is none between currencies, not even for zero.
     *
     * @throws InvalidRequestException for the field {@code currency} if the currencies differ
     */
    @Override
    public int compareTo(Money other) {
        requireSameCurrency(other);
        return Long.compare(minor, other.minor);
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new InvalidRequestException(
                    "currency", this + " and " + other + " do not mix; nothing converts, so give both in one currency");
        }
    }

    /**
     * This amount, if it is above zero.
     *
     * @param field what the caller knows the amount as, for example {@code amount} or {@code fee}
     * @throws InvalidRequestException for that field if it is zero or negative
     */
    public Money requirePositive(String field) {
        if (minor <= 0) {
            throw new InvalidRequestException(field, this + " is not above zero; give a positive amount");
        }
        return this;
    }

    /** The plain decimal with exactly the currency's decimals: {@code 18.50}, {@code -0.05}; 1999 JPY is {@code 1999}. */
    public String decimal() {
        return BigDecimal.valueOf(minor, currency.decimals()).toPlainString();
    }

    /** The decimal and the code: {@code 18.50 CNY}. */
    @Override
    public String toString() {
        return decimal() + " " + currency;
    }
}
