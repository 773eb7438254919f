package dev.crema.ledger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine lives through everything at once. A seed that fails is told with all that happened, and lives again with
 * {@code -Dcrema.simulation.seed=N}.
 */
class SimulationTest {
    // Some three a second on each core, which makes a minute and a half on two; more with -Dcrema.simulation.seeds.
    private static final int SEEDS = Integer.getInteger("crema.simulation.seeds", 500);

    /** Seeds in which something was found once. */
    private static final long[] FAILED_ONCE = {
        5, 11, 43, 49, 74, 211, 299, 505, 1022, 1387, 3008, 3023, 3045, 701720, 702944
    };

    @Test
    void I11_whateverGoesWrongEverythingComesToItsEndOnceAndTheBooksAgreeWithTheChannels() {
        Optional<Long> given = Optional.ofNullable(Long.getLong("crema.simulation.seed"));
        LongStream seeds = given.map(LongStream::of)
                .orElseGet(() -> LongStream.concat(LongStream.of(FAILED_ONCE), LongStream.rangeClosed(1, SEEDS)));
        List<Life> broken = new ArrayList<>();
        Lives.live(seeds.distinct(), life -> life.isSound() || !broken.add(life));
        assertThat(broken).isEmpty();
    }

    @Test
    void theSameSeedIsTheSameLife() {
        try (SimulatedDatabase database = new SimulatedDatabase()) {
            List<String> first = Simulation.run(database, 7).trace();
            assertThat(Simulation.run(database, 7).trace()).isEqualTo(first);
        }
    }
}
