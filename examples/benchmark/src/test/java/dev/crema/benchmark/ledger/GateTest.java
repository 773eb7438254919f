package dev.crema.benchmark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void aGateIsReachedAtItsOwnValueAndWhatItsAimIsDoesNotMatter() {
        assertThat(Gate.atLeast("twice", OptionalDouble.of(2), 2, 4).line()).isEqualTo("gate twice 2 2 4 ok");
        assertThat(Gate.atMost("lost", OptionalDouble.of(0), 0, 0).line()).isEqualTo("gate lost 0 0 0 ok");
    }

    @Test
    void noValueIsRoundedThroughItsGate() {
        assertThat(Gate.atLeast("twice", OptionalDouble.of(1.999), 2, 4).line()).isEqualTo("gate twice 1.99 2 4 short");
        assertThat(Gate.atMost("trips", OptionalDouble.of(3.001), 3, 1).line()).isEqualTo("gate trips 3.01 3 1 short");
    }

    @Test
    void whatWasNotMeasuredIsNotReached() {
        assertThat(Gate.atMost("lost", OptionalDouble.empty(), 0, 0).line())
                .isEqualTo("gate lost unmeasured 0 0 short");
    }
}
