package dev.crema.money;

import static dev.crema.money.Refusals.EXCEEDED;
import static dev.crema.money.Refusals.assertExceeded;
import static dev.crema.money.Refusals.assertRefused;
import static dev.crema.money.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final Currency CNY = Currency.of("CNY");
    private static final Money MOST = Money.ofMinor(CNY, Long.MAX_VALUE);
    private static final Money LEAST = Money.ofMinor(CNY, Long.MIN_VALUE);

    private static Money yuan(String amount) {
        return Money.of("CNY", amount);
    }

    @Test
    void anAmountCountsMinorUnits() {
        assertThat(yuan("18.50")).isEqualTo(Money.ofMinor("CNY", 1850)).isEqualTo(new Money(1850, CNY));
        assertThat(yuan("18.50")).isNotEqualTo(Money.of("USD", "18.50")).isNotEqualTo(yuan("18.51"));
        assertThat(Money.zero(CNY)).isEqualTo(yuan("0")).isEqualTo(yuan("0.00"));
        assertThat(yuan("18.5")).hasSameHashCodeAs(yuan("18.50"));
    }

    @ParameterizedTest
    @CsvSource({
        "CNY, 1850, 18.50",
        "CNY, -5, -0.05",
        "CNY, 0, 0.00",
        "CNY, 100, 1.00",
        "JPY, 1999, 1999",
        "JPY, -1, -1",
        "JPY, 0, 0",
        "JPY, 1000000, 1000000",
        "BHD, 1234, 1.234",
        "BHD, 1, 0.001",
        "CLF, 12345, 1.2345",
        "BEANS/0, 12, 12",
        "GOLD/8, 1, 0.00000001",
        "GOLD/8, -9223372036854775808, -92233720368.54775808",
        "CNY, 9223372036854775807, 92233720368547758.07",
        "JPY, 9223372036854775807, 9223372036854775807"
    })
    void A02_theDecimalHasExactlyTheCurrencysDecimalsAndIsReadBack(String code, long minor, String decimal) {
        Money money = Money.ofMinor(code, minor);

        assertThat(money.decimal()).isEqualTo(decimal);
        assertThat(money).hasToString(decimal + " " + code);
        assertThat(Money.of(code, decimal)).isEqualTo(money);
    }

    @ParameterizedTest
    @CsvSource({
        "JPY, 1.0",
        "JPY, 1.5",
        "KRW, 0.00",
        "CNY, 18.505",
        "CNY, 18.500",
        "CNY, 0.001",
        "BHD, 1.2345",
        "BHD, 1.2340",
        "CLF, 1.23456",
        "BEANS/0, 0.5",
        "MILES/2, 0.125",
        "GOLD/8, 0.000000001"
    })
    void A02_moreDecimalsThanTheCurrencyHasAreRefusedAndNeverRounded(String code, String amount) {
        assertRefused("amount", () -> Money.of(code, amount)).contains(amount, "more decimals", code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0.00", "-0.01", "-18.50"})
    void A01_anAmountThatMustBePositiveIsRefusedWhenItIsNot(String amount) {
        assertRefused("fee", () -> yuan(amount).requirePositive("fee"))
                .contains(yuan(amount).toString(), "positive");
    }

    @Test
    void A01_theSmallestUnitIsPositiveEnough() {
        assertThat(yuan("0.01").requirePositive("amount")).isEqualTo(yuan("0.01"));
        assertThat(MOST.requirePositive("amount")).isSameAs(MOST);
        assertRefused("amount", () -> LEAST.requirePositive("amount"));
        assertRefused("refund", () -> Money.zero(CNY).negated().requirePositive("refund"));
    }

    @ParameterizedTest
    @CsvSource({"CNY, -0", "CNY, -0.0", "CNY, -0.00", "JPY, -0", "BHD, -0.000"})
    void A01_negativeZeroIsRefused(String code, String amount) {
        assertRefused("amount", () -> Money.of(code, amount)).contains("negative zero");
    }

    @Test
    void theSignIsToldByThreeQuestions() {
        assertThat(yuan("1").isPositive()).isTrue();
        assertThat(yuan("1").isZero() || yuan("1").isNegative()).isFalse();
        assertThat(yuan("0").isZero()).isTrue();
        assertThat(yuan("0").isPositive() || yuan("0").isNegative()).isFalse();
        assertThat(yuan("-1").isNegative()).isTrue();
        assertThat(yuan("-1").isZero() || yuan("-1").isPositive()).isFalse();
    }

    @Test
    void sumsDifferencesAndProductsAreExact() {
        assertThat(yuan("0.10").plus(yuan("0.20"))).isEqualTo(yuan("0.30"));
        assertThat(yuan("0.10").minus(yuan("0.20"))).isEqualTo(yuan("-0.10"));
        assertThat(yuan("18.50").times(3)).isEqualTo(yuan("55.50"));
        assertThat(yuan("18.50").times(0)).isEqualTo(yuan("0"));
        assertThat(yuan("18.50").negated()).isEqualTo(yuan("-18.50"));
        assertThat(MOST.plus(LEAST)).isEqualTo(yuan("-0.01"));
        assertThat(LEAST.minus(LEAST)).isEqualTo(yuan("0"));
        assertThat(MOST.negated().minus(yuan("0.01"))).isEqualTo(LEAST);
    }

    @Test
    void A03_aResultOutOfRangeFailsAndNeverWraps() {
        Money cent = yuan("0.01");

        assertExceeded(() -> MOST.plus(cent)).contains("92233720368547758.07 CNY plus 0.01 CNY");
        assertExceeded(() -> LEAST.plus(cent.negated())).contains("-92233720368547758.08 CNY plus -0.01 CNY");
        assertExceeded(() -> LEAST.minus(cent)).contains(" minus ");
        assertExceeded(() -> Money.zero(CNY).minus(LEAST)).contains(" minus ");
        assertExceeded(() -> MOST.times(2)).contains(" times 2");
        assertExceeded(() -> LEAST.times(-1)).contains(" times -1");
        assertExceeded(LEAST::negated);
        assertExceeded(() -> MOST.share(3, 2, RoundingMode.DOWN)).contains("3/2 of ");
        assertExceeded(() -> MOST.basisPoints(10_001, RoundingMode.HALF_UP));
        assertExceeded(() -> MOST.share(Long.MAX_VALUE, 1, RoundingMode.DOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "CNY, 92233720368547758.08", "CNY, -92233720368547758.09", "CNY, 999999999999999999",
                "JPY, 9223372036854775808",
        "JPY, -9223372036854775809", "JPY, 999999999999999999999", "GOLD/8, 92233720368.54775808", "GOLD/8, 92233720369"
    })
    void A03_aPlainDecimalOutOfRangeIsAnExcess(String code, String amount) {
        assertExceeded(() -> Money.of(code, amount)).contains("\"" + amount.substring(0, 11), code);
    }

    @Test
    void A03_everyOperationIsExactOrFails() {
        Seed seed = Seed.next();
        Random random = seed.random();
        for (int i = 0; i < 30_000; i++) {
            long a = random.nextLong() >> random.nextInt(64);
            long b = random.nextLong() >> random.nextInt(64);
            BigInteger x = BigInteger.valueOf(a);
            BigInteger y = BigInteger.valueOf(b);
            Money left = Money.ofMinor(CNY, a);
            Money right = Money.ofMinor(CNY, b);
            String attempt = seed + " " + left + " and " + right;
            assertExact(attempt, x.add(y), () -> left.plus(right));
            assertExact(attempt, x.subtract(y), () -> left.minus(right));
            assertExact(attempt, x.multiply(y), () -> left.times(b));
            assertThat(left.isLessThan(right)).as(attempt).isEqualTo(x.compareTo(y) < 0);
        }
    }

    private static void assertExact(String attempt, BigInteger expected, Supplier<Money> operation) {
        String text = new BigDecimal(expected, 2).toPlainString() + " CNY";
        assertThat(outcome(operation)).as(attempt).isEqualTo(expected.bitLength() < 64 ? text : EXCEEDED);
    }

    @Test
    void A05_twoCurrenciesNeverMeetInOneOperation() {
        Money yuan = yuan("1.00");
        Money dollars = Money.of("USD", "1.00");
        List<ThrowingCallable> mixtures = List.of(
                () -> yuan.plus(dollars),
                () -> yuan.minus(dollars),
                () -> yuan.compareTo(dollars),
                () -> yuan.isGreaterThan(dollars),
                () -> yuan.isLessThan(dollars),
                () -> yuan.plus(Money.zero(dollars.currency())));

        assertThat(mixtures)
                .allSatisfy(mixture -> assertRefused("currency", mixture).contains("CNY", "USD"));
        assertRefused("currency", () -> Money.of("BEANS/0", "1").plus(Money.of("BEANS/2", "1.00")));
    }

    @Test
    void amountsOfOneCurrencyAreOrdered() {
        assertThat(yuan("1.00")).isLessThan(yuan("1.01")).isEqualByComparingTo(yuan("1"));
        assertThat(LEAST).isLessThan(MOST);
        assertThat(yuan("2").isGreaterThan(yuan("1"))).isTrue();
        assertThat(yuan("1").isGreaterThan(yuan("1"))).isFalse();
        assertThat(yuan("1").isLessThan(yuan("2"))).isTrue();
        assertThat(yuan("1").isLessThan(yuan("1"))).isFalse();
    }

    @Test
    void anAmountOfNoCurrencyCannotBeMade() {
        assertThatNullPointerException().isThrownBy(() -> new Money(1, null)).withMessage("currency");
    }
}
