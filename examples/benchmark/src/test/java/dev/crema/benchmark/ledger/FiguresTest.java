package dev.crema.benchmark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.benchmark.load.Latencies;
import dev.crema.benchmark.load.Measured;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures();

    @Test
    void aRatioComparesTheRunsOfARoundSoThatDriftHarmsNobody() {
        measured("ours", 200, 20, 400);
        measured("theirs", 100, 10, 100);

        assertThat(figures.ratio("ours", "theirs")).hasValue(2);
    }

    @Test
    void theBestIsTheOneWhoseMedianIsHighest() {
        measured("tpcb scale 16 clients 16", 100, 110, 120);
        measured("tpcb scale 64 clients 16", 90, 95, 500);
        measured("tpcb one branch clients 16", 900, 900, 900);

        assertThat(figures.best("tpcb scale ", "")).hasValue("tpcb scale 16 clients 16");
        assertThat(figures.best("tpcb scale ", " clients 1")).isEmpty();
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Figures.median(List.of(4.0, 1.0, 3.0, 100.0))).hasValue(3.5);
        assertThat(Figures.median(List.of())).isEmpty();
    }

    private void measured(String name, double... perSecond) {
        for (double each : perSecond) {
            figures.add(name, Measured.of(each, new Latencies()));
        }
    }
}
