package dev.crema.money;

import static dev.crema.money.Refusals.EXCEEDED;
import static dev.crema.money.Refusals.REFUSED;
import static dev.crema.money.Refusals.assertRefused;
import static dev.crema.money.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.crema.failure.InvalidRequestException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AmountTextTest {
    private static final String ALPHABET =
            "00112233445566778899.....---+eE,_ 'xNaIf\t\n\0\u00a0\u0660\u0969\uff11\uff0e\u2212\u200b\ud835";

    @ParameterizedTest
    @CsvSource({
        "CNY, 18.50, 1850", "CNY, 18.5, 1850", "CNY, 18, 1800", "CNY, 0, 0", "CNY, 0.0, 0", "CNY, 0.01, 1",
        "CNY, -18.5, -1850", "CNY, -0.01, -1", "JPY, 1999, 1999", "BHD, 1.2, 1200", "BEANS/0, 7, 7",
                "GOLD/8, 1, 100000000"
    })
    void aPlainDecimalIsReadWithMissingDecimalsAsZeros(String code, String amount, long minor) {
        assertThat(Money.of(code, amount)).isEqualTo(Money.ofMinor(code, minor));
    }

    static Stream<String> hostileTexts() {
        Stream<String> signs = Stream.of("+1", "--1", "-", "+", "1-", "-+1", "\u22121", "\u20131", "(1)", "- 1", "-.5");
        Stream<String> points =
                Stream.of(".", ".5", "18.", "1..5", "1.5.0", "1,50", "1\u066b50", "1\u00b75", "1\uff0e5");
        Stream<String> zeros = Stream.of("018", "00", "00.50", "-018", "0018.5", "-00.01");
        Stream<String> grouping = Stream.of("1,000", "1 000", "1_000", "1'000", "1\u00a0000", "1\u202f000", "1.000,00");
        Stream<String> exponents = Stream.of("1e3", "1E3", "1e-2", "1E+2", "e1", "1e", "1e999999999", "0e0", "1p3");
        Stream<String> radixes = Stream.of("0x1", "0X1F", "0b1", "1L", "1f", "1d", "1.0F", "#1", "\\u0031");
        Stream<String> words = Stream.of("NaN", "Infinity", "-Infinity", "null", "undefined", "one", "true", "\u221e");
        Stream<String> blanks =
                Stream.of(" ", " 1", "1 ", "1\n", "\n1", "\t1", "1\r\n", "\u00a01", "1\u3000", "1\u200b", "\ufeff1");
        Stream<String> scripts = Stream.of(
                "\uff11\uff18",
                "\u0661\u0662",
                "\u0967",
                "1\u0668",
                "\u4e00",
                "\u2460",
                "\u00bd",
                "\u00b2",
                "\ud835\udfcf");
        Stream<String> others = Stream.of(
                "1\0",
                "\0",
                "CNY 1",
                "1 CNY",
                "\u00a51",
                "$1",
                "1%",
                "1/2",
                "1;2",
                "1\ud800",
                "<1>",
                "1' or '1'='1",
                "${1}");
        return Stream.of(signs, points, zeros, grouping, exponents, radixes, words, blanks, scripts, others)
                .flatMap(it -> it);
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void A04_amountTextThatIsNoPlainDecimalIsRefused(String amount) {
        for (String code : List.of("CNY", "JPY", "BHD", "GOLD/8")) {
            assertRefused("amount", () -> Money.of(code, amount)).contains("not a plain decimal", code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'1000000000000000000000.00'",
        "'-100000000000000000000.0'",
        "'0.000000000000000000000'",
        "'0000000000000000000018'"
    })
    void A04_overlongAmountTextIsRefused(String amount) {
        assertRefused("amount", () -> Money.of("CNY", amount)).contains("longer than any amount");
    }

    @Test
    void A04_missingAmountTextIsRefused() {
        assertRefused("amount", () -> Money.of("CNY", "")).contains("missing", "18.50");
        assertRefused("amount", () -> Money.of("JPY", null)).contains("missing", "1850");
    }

    @Test
    void A04_onlyTenDigitsOfAllCharactersAreDigits() {
        StringBuilder alone = new StringBuilder();
        StringBuilder between = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String character = String.valueOf((char) c);
            if (!outcome(() -> Money.of("JPY", character)).equals(REFUSED)) {
                alone.append(character);
            }
            if (!outcome(() -> Money.of("CNY", "1" + character + "0")).equals(REFUSED)) {
                between.append(character);
            }
        }
        assertThat(alone).hasToString("0123456789");
        assertThat(between).hasToString(".0123456789");
    }

    @Test
    void A04_randomTextIsReadExactlyAsWrittenOrRefused() {
        Seed seed = Seed.next();
        Random random = seed.random();
        String[] codes = {"CNY", "JPY", "BHD", "CLF", "GOLD/8"};
        Map<String, Integer> kinds = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            Currency currency = Currency.of(codes[random.nextInt(codes.length)]);
            String amount = random.nextBoolean() ? noise(random) : damaged(random);
            String expected = oracle(currency, amount);
            assertThat(outcome(() -> Money.of(currency.code(), amount)))
                    .as("%s %s '%s'", seed, currency, amount)
                    .isEqualTo(expected);
            kinds.merge(expected.endsWith(currency.code()) ? "read" : expected, 1, Integer::sum);
        }
        assertThat(kinds)
                .as("%s", seed)
                .hasSize(3)
                .allSatisfy((kind, times) -> assertThat(times).as(kind).isGreaterThan(500));
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(25); length > 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String damaged(Random random) {
        long minor = random.nextLong() >> random.nextInt(64);
        StringBuilder text =
                new StringBuilder(BigDecimal.valueOf(minor, random.nextInt(10)).toPlainString());
        if (random.nextInt(3) == 0) {
            text.insert(random.nextInt(text.length() + 1), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** A text is a plain decimal if and only if a BigDecimal of it prints the very same text. */
    private static String oracle(Currency currency, String amount) {
        BigDecimal value;
        try {
            value = new BigDecimal(amount);
        } catch (NumberFormatException e) {
            return REFUSED;
        }
        // Printing comes last: nine characters, 9E8888888, would print as millions of them.
        if (amount.length() > 21 || value.scale() < 0 || value.scale() > currency.decimals()) {
            return REFUSED;
        }
        if (!value.toPlainString().equals(amount)) {
            return REFUSED;
        }
        BigDecimal full = value.setScale(currency.decimals());
        return full.unscaledValue().bitLength() > 63 ? EXCEEDED : full.toPlainString() + " " + currency;
    }

    @Test
    void A04_everyAmountIsReadBackFromItsDecimal() {
        Seed seed = Seed.next();
        Random random = seed.random();
        for (int decimals = 0; decimals <= 8; decimals++) {
            Currency unit = Currency.of("UNIT/" + decimals);
            for (int i = 0; i < 10_000; i++) {
                Money money = Money.ofMinor(unit, random.nextLong() >> random.nextInt(64));
                assertThat(Money.of(unit.code(), money.decimal()))
                        .as("%s", seed)
                        .isEqualTo(money);
            }
        }
    }

    @Test
    void A04_aMegabyteOfGarbageCostsNoMoreThanAShortText() {
        Cost few = cheapest(() -> "1,000", amount -> Money.of("CNY", amount));
        for (String garbage : List.of("9", "0", "-", " ", "1,", "\0", "\uff11", "1.")) {
            int times = 1_000_000 / garbage.length();
            Cost many = cheapest(() -> garbage.repeat(times), amount -> Money.of("CNY", amount));
            assertNoDearer(few, many);
        }
    }

    @Test
    void A05_aMegabyteOfCurrencyCodeCostsNoMoreThanAShortOne() {
        Cost few = cheapest(() -> "ABC", code -> Money.of(code, "1"));
        Cost many = cheapest(() -> "A".repeat(1_000_000), code -> Money.of(code, "1"));
        assertNoDearer(few, many);
    }

    private static void assertNoDearer(Cost few, Cost many) {
        assertThat(many.nanos()).as("time").isLessThan(10 * few.nanos() + 20_000);
        assertThat(many.bytes()).as("memory").isLessThan(10 * few.bytes());
    }

    private record Cost(long nanos, long bytes) {}

    /**
     * The least of many rounds: what the code needs, without what the machine was doing beside it. The text is made
     * anew for each, as a string that was hashed once is never hashed again.
     */
    private static Cost cheapest(Supplier<String> text, Consumer<String> reader) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < 500; i++) {
            String fresh = text.get();
            long allocated = threads.getThreadAllocatedBytes(thread);
            long start = System.nanoTime();
            Throwable refusal = catchThrowable(() -> reader.accept(fresh));
            nanos = Math.min(nanos, System.nanoTime() - start);
            bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - allocated);
            assertThat(refusal).isInstanceOf(InvalidRequestException.class);
        }
        return new Cost(nanos, bytes);
    }
}
