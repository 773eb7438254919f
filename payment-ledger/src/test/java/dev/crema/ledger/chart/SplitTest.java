package dev.crema.ledger.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final AccountId CAFE = new AccountId("merchant:cafe");

    private static Money yuan(String amount) {
        return Money.of("CNY", amount);
    }

    private static List<Line> lines(Occurrence split) {
        return PostingRules.standard()
                .journal(new Reference("split-1"), split)
                .orElseThrow()
                .lines();
    }

    @Test
    void A06_sharesAreRoundedDownAndTheRemainderIsThePartysThatWasNamed() {
        Split split = Split.of(yuan("18.50"))
                .part("merchant:roaster", yuan("5.00"))
                .basisPoints("revenue:platform:CNY", 250)
                .share("merchant:baker", 1, 3);

        assertThat(split.remainder()).isEqualTo(yuan("6.88"));
        assertThat(lines(split.remainderTo("merchant:cafe").from("escrow:order-1")))
                .extracting(line -> line.account() + " " + line.signedMinor())
                .containsExactly(
                        "escrow:order-1 1850",
                        "merchant:roaster -500",
                        "revenue:platform:CNY -46",
                        "merchant:baker -616",
                        "merchant:cafe -688");
    }

    @Test
    void A06_aMillionSplitsOfTheSmallestUnitsCreateAndDestroyNothing() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("SplitTest: -Dcrema.seed=" + seed);
        Random random = new Random(seed);
        Map<AccountId, Long> balances = new HashMap<>();
        long booked = 0;
        for (int i = 0; i < 1_000_000; i++) {
            Money total = Money.ofMinor("CNY", 1L + random.nextInt(3));
            Split split = Split.of(total)
                    .basisPoints("merchant:a", random.nextInt(5_001))
                    .share("merchant:b", random.nextInt(4), 6);
            Money parts = split.legs().stream().map(Occurrence.Leg::part).reduce(split.remainder(), Money::plus);
            if (!parts.equals(total) || split.remainder().isNegative()) {
                fail("seed %d: %s", seed, split);
            }
            if (i % 20 == 0) {
                booked += total.minor();
                lines(split.remainderTo("merchant:cafe").from("escrow:all"))
                        .forEach(line -> balances.merge(line.account(), line.signedMinor(), Math::addExact));
            }
        }

        assertThat(balances.values().stream().mapToLong(Long::longValue).sum()).isZero();
        assertThat(balances).containsEntry(new AccountId("escrow:all"), booked);
        // Whoever bears the rounding only ever gains by it.
        assertThat(-balances.getOrDefault(CAFE, 0L)).isGreaterThan(booked / 2);
    }

    @Test
    void A06_partsThatAreMoreThanTheWholeAreRefused() {
        Split split = Split.of(yuan("10.00")).part("merchant:a", yuan("9.99"));

        assertThat(split.part("merchant:b", yuan("0.01")).remainder()).isEqualTo(yuan("0.00"));
        assertThatThrownBy(() -> split.part("merchant:b", yuan("0.02")))
                .isInstanceOf(AmountExceededException.class)
                .hasMessageContaining("merchant:b", "10.00 CNY");
    }

    @Test
    void A01_nothingAndLessAreNotSharedOut() {
        assertThatThrownBy(() -> Split.of(yuan("0.00"))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Split.of(yuan("-1.00"))).isInstanceOf(InvalidRequestException.class);
        Split split = Split.of(yuan("1.00"));
        assertThatThrownBy(() -> split.part("merchant:a", yuan("0.00"))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> split.part("merchant:a", yuan("-0.01"))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> split.part("merchant:a", Money.of("EUR", "0.01")))
                .isInstanceOf(InvalidRequestException.class);
    }
}
