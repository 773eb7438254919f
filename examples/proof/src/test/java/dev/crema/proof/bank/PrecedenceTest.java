package dev.crema.proof.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

    private static UUID journal(int number) {
        Random bits = new Random(number);
        return new UUID(bits.nextLong(), bits.nextLong());
    }

    @Test
    void journalsOneAfterTheOtherFormNoCycle() {
        Precedence precedence = new Precedence(100_000);
        for (int i = 1; i < 100_000; i++) {
            precedence.follows(journal(i - 1), journal(i));
            precedence.follows(journal(i / 2), journal(i));
        }

        assertThat(precedence.cycle()).isEmpty();
        assertThat(precedence.journals()).isEqualTo(100_000);
    }

    @Test
    void aCycleIsNamedInItsOrderAndNothingBesideIt() {
        int length = 50_000; // a recursive search would have overflown its stack
        Precedence precedence = new Precedence(length + 3);
        IntStream.range(0, length).forEach(i -> precedence.follows(journal(i), journal((i + 1) % length)));
        precedence.follows(journal(-1), journal(7)); // before the cycle
        precedence.follows(journal(7), journal(-2)); // behind it
        precedence.follows(journal(-2), journal(-3));

        List<UUID> cycle = precedence.cycle();

        assertThat(cycle).hasSize(length);
        int first = IntStream.range(0, length)
                .filter(i -> journal(i).equals(cycle.get(0)))
                .findFirst()
                .orElseThrow();
        assertThat(cycle)
                .isEqualTo(IntStream.range(0, length)
                        .mapToObj(i -> journal((first + i) % length))
                        .toList());
    }

    @Test
    void aJournalThatStandsInAnAccountTwiceInSuccessionDoesNotComeBeforeItself() {
        Precedence precedence = new Precedence(1);
        precedence.follows(journal(1), journal(1));

        assertThat(precedence.cycle()).isEmpty();
    }

    @Test
    void anotherJournalBetweenTwoEntriesOfOneIsACycle() {
        Precedence precedence = new Precedence(2);
        precedence.follows(journal(1), journal(2));
        precedence.follows(journal(2), journal(1));

        assertThat(precedence.cycle()).containsExactlyInAnyOrder(journal(1), journal(2));
    }
}
