package dev.crema.money;

import static dev.crema.money.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {
    private static final Currency CNY = Currency.of("CNY");
    private static final List<RoundingMode> ROUNDING =
            List.copyOf(EnumSet.complementOf(EnumSet.of(RoundingMode.UNNECESSARY)));

    private static Money cents(long minor) {
        return Money.ofMinor(CNY, minor);
    }

    private static List<Long> parts(long minor, long... weights) {
        return cents(minor).allocate(weights).stream().map(Money::minor).toList();
    }

    @Test
    void A06_whatRoundingLeavesGoesToTheFirstPartsThatLostSome() {
        assertThat(parts(100, 1, 1, 1)).containsExactly(34L, 33L, 33L);
        assertThat(parts(101, 1, 1, 1)).containsExactly(34L, 34L, 33L);
        assertThat(parts(10, 2, 1, 1)).as("an exact half stays a half").containsExactly(5L, 3L, 2L);
        assertThat(parts(1850, 70, 20, 10)).containsExactly(1295L, 370L, 185L);
        assertThat(parts(1, 1, 99)).as("by order, not by size").containsExactly(1L, 0L);
        assertThat(parts(7, 5)).containsExactly(7L);
    }

    @Test
    void A06_aWeightOfZeroGetsNothing() {
        assertThat(parts(1, 0, 1, 1)).containsExactly(0L, 1L, 0L);
        assertThat(parts(100, 0, 0, 3, 0)).containsExactly(0L, 0L, 100L, 0L);
    }

    @Test
    void A06_aNegativeAmountSplitsIntoTheOpposites() {
        assertThat(parts(-100, 1, 1, 1)).containsExactly(-34L, -33L, -33L);
        assertThat(parts(0, 1, 1)).containsExactly(0L, 0L);
    }

    @Test
    void A06_weightsAndAmountsAtTheEdgeOfTheRangeLoseNothing() {
        long max = Long.MAX_VALUE;
        assertThat(parts(max, max, max, max)).containsExactly(max / 3 + 1, max / 3, max / 3);
        assertThat(parts(max, max)).containsExactly(max);
        assertThat(parts(Long.MIN_VALUE, 1, 1)).containsExactly(Long.MIN_VALUE / 2, Long.MIN_VALUE / 2);
        assertThat(parts(Long.MIN_VALUE, 1)).containsExactly(Long.MIN_VALUE);
        assertThat(parts(max, 1, max)).containsExactly(1L, max - 1);
    }

    @Test
    void A06_weightsThatMakeNoSplitAreRefused() {
        assertRefused("weights", () -> cents(100).allocate()).contains("above zero");
        assertRefused("weights", () -> cents(100).allocate(0, 0)).contains("above zero");
        assertRefused("weights", () -> cents(100).allocate(2, -1)).contains("-1", "negative");
    }

    @Test
    void A06_randomAllocationsAddUpAndNoPartIsAWholeUnitOff() {
        Seed seed = Seed.next();
        Random random = seed.random();
        for (int i = 0; i < 30_000; i++) {
            long minor = random.nextLong() >> random.nextInt(64);
            long[] weights = new long[1 + random.nextInt(12)];
            Arrays.setAll(weights, part -> random.nextInt(5) == 0 ? 0 : random.nextLong() >>> (1 + random.nextInt(62)));
            weights[random.nextInt(weights.length)] |= 1;
            assertFair(seed + " " + minor + " by " + Arrays.toString(weights), minor, weights);
        }
    }

    private static void assertFair(String attempt, long minor, long[] weights) {
        List<Long> parts = parts(minor, weights);
        BigInteger total =
                Arrays.stream(weights).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger sum = BigInteger.ZERO;
        boolean stillRaising = true;
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] share = BigInteger.valueOf(minor)
                    .multiply(BigInteger.valueOf(weights[i]))
                    .divideAndRemainder(total);
            BigInteger raise = BigInteger.valueOf(parts.get(i)).subtract(share[0]);
            boolean raised = raise.signum() != 0;
            assertThat(raise).as(attempt).isIn(BigInteger.ZERO, BigInteger.valueOf(Long.signum(minor)));
            if (share[1].signum() == 0) {
                assertThat(raised).as("exact parts stay exact: %s", attempt).isFalse();
            } else {
                assertThat(raised && !stillRaising)
                        .as("first come, first served: %s", attempt)
                        .isFalse();
                stillRaising = raised;
            }
            sum = sum.add(BigInteger.valueOf(parts.get(i)));
        }
        assertThat(sum).as(attempt).isEqualTo(BigInteger.valueOf(minor));
        if (minor != Long.MIN_VALUE) {
            assertThat(parts(-minor, weights))
                    .as(attempt)
                    .isEqualTo(parts.stream().map(part -> -part).toList());
        }
    }

    @Test
    void A06_aMillionSmallestUnitOperationsCreateAndDestroyNothing() {
        Seed seed = Seed.next();
        Random random = seed.random();
        Money payer = cents(3_000_000);
        Money fees = cents(0);
        Money[] sellers = {cents(0), cents(0), cents(0)};
        for (int i = 0; i < 1_000_000; i++) {
            Money price = cents(1 + random.nextInt(3));
            Money fee = price.basisPoints(random.nextInt(10_001), ROUNDING.get(random.nextInt(ROUNDING.size())));
            List<Money> split =
                    price.minus(fee).allocate(1 + random.nextInt(100), random.nextInt(100), random.nextInt(100));
            payer = payer.minus(price);
            fees = fees.plus(fee);
            for (int seller = 0; seller < sellers.length; seller++) {
                sellers[seller] = sellers[seller].plus(split.get(seller));
            }
        }
        Money all = Arrays.stream(sellers).reduce(payer.plus(fees), Money::plus);
        assertThat(all).as("%s", seed).isEqualTo(cents(3_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "1850, 60, DOWN, 11",
        "1850, 60, HALF_UP, 11",
        "1850, 60, UP, 12",
        "1850, 0, UP, 0",
        "1850, 10000, DOWN, 1850",
        "1850, 20000, DOWN, 3700",
        "1, 1, DOWN, 0",
        "1, 1, UP, 1",
        "50, 100, HALF_UP, 1",
        "50, 100, HALF_DOWN, 0",
        "50, 100, HALF_EVEN, 0",
        "150, 100, HALF_EVEN, 2",
        "-50, 100, HALF_UP, -1",
        "-50, 100, CEILING, 0",
        "-50, 100, FLOOR, -1",
        "9223372036854775807, 9999, DOWN, 9222449699651090329",
        "1900, 100, UNNECESSARY, 19"
    })
    void A06_basisPointsAreRoundedOnceAndAsAskedFor(long minor, int basisPoints, RoundingMode mode, long fee) {
        assertThat(cents(minor).basisPoints(basisPoints, mode)).isEqualTo(cents(fee));
    }

    @Test
    void A06_randomSharesAreTheExactOnesRounded() {
        Seed seed = Seed.next();
        Random random = seed.random();
        for (int i = 0; i < 100_000; i++) {
            long minor = random.nextLong() >> random.nextInt(64);
            long denominator = 1 + (random.nextLong() >>> (2 + random.nextInt(61)));
            long numerator = (random.nextLong() >>> 1) % (denominator + 1);
            RoundingMode mode = ROUNDING.get(random.nextInt(ROUNDING.size()));
            BigDecimal exact = new BigDecimal(BigInteger.valueOf(minor).multiply(BigInteger.valueOf(numerator)))
                    .divide(BigDecimal.valueOf(denominator), 0, mode);
            assertThat(cents(minor).share(numerator, denominator, mode))
                    .as("%s", seed)
                    .isEqualTo(cents(exact.longValueExact()));
        }
    }

    @Test
    void A06_aShareThatMakesNoSenseIsRefused() {
        assertRefused("numerator", () -> cents(1).share(-1, 2, RoundingMode.DOWN))
                .contains("-1");
        assertRefused("denominator", () -> cents(1).share(1, 0, RoundingMode.DOWN))
                .contains("0");
        assertRefused("denominator", () -> cents(1).share(1, -2, RoundingMode.DOWN))
                .contains("-2");
        assertRefused("basisPoints", () -> cents(1).basisPoints(-1, RoundingMode.DOWN))
                .contains("-1");
        assertRefused("mode", () -> cents(1).share(1, 3, RoundingMode.UNNECESSARY))
                .contains("1/3 of 0.01 CNY");
    }
}
