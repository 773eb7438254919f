package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A lane that does batches of 64, or of 32 side by side, on a machine on which each takes as long as the test says. */
class PaceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Pace pace = new Pace(nanos::get);
    private long sideBySide;
    private long oneByOne;
    private int tried;

    /** A batch of either kind; two side by side take what the test says. */
    private void batch() {
        boolean beside = pace.isSideBySide();
        pace.begun();
        nanos.addAndGet(beside ? sideBySide / 2 : oneByOne);
        pace.ended(beside ? 32 : 64, true);
        nanos.addAndGet(1_000_000_000); // for what is not under way does not count
        tried += beside ? 1 : 0;
    }

    private int ofAThousandSideBySide() {
        for (int i = 0; i < 4096; i++) {
            batch(); // until the longest time between two tries
        }
        tried = 0;
        for (int i = 0; i < 1000; i++) {
            batch();
        }
        return tried;
    }

    @Test
    void batchesBeginSideBySide() {
        assertThat(pace.isSideBySide()).isTrue();
    }

    @Test
    void theFasterWayIsKeptAndTheOtherTriedFromTimeToTime() {
        sideBySide = 3_000;
        oneByOne = 2_000;
        assertThat(ofAThousandSideBySide()).isLessThanOrEqualTo(Pace.TRIED);

        sideBySide = 1_000;
        assertThat(ofAThousandSideBySide()).isGreaterThanOrEqualTo(1000 - Pace.TRIED);
    }

    @Test
    void aTryThatDoesFarWorseIsGivenUpSoon() {
        sideBySide = 9_000;
        oneByOne = 2_000;
        assertThat(ofAThousandSideBySide()).isLessThanOrEqualTo(Pace.GLANCE);
    }

    @Test
    void aFewRequestsSayNothingOfTheWay() {
        sideBySide = 3_000;
        oneByOne = 2_000;
        for (int i = 0; i < 10_000; i++) {
            pace.begun();
            pace.ended(4, false);
            assertThat(pace.isSideBySide()).isTrue();
        }
    }
}
