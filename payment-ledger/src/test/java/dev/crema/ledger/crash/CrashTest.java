package dev.crema.ledger.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.crash.Enumeration.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * In every build a sample: of each scenario with each outcome every second boundary meets a fault, every eighth where
 * it is a trade, and all faults have their turns. With {@code -Dcrema.test.crash=all} every boundary meets every fault, as
 * in {@code examples/proof/run crash}.
 */
class CrashTest {
    private static final boolean ALL = "all".equals(System.getProperty("crema.test.crash"));
    private static final int EVERY = 2;
    private static final int EVERY_OF_A_TRADE = 8;

    private static Enumeration enumeration;

    @BeforeAll
    static void open() {
        enumeration = new Enumeration();
    }

    @AfterAll
    static void close() {
        enumeration.close();
    }

    @TestFactory
    Stream<DynamicTest> F06_crashAtEveryPoint() {
        return tests(Scenarios.payments(), EVERY);
    }

    @TestFactory
    Stream<DynamicTest> F06_crashAtEveryPointOfATrade() {
        return tests(Scenarios.trades(), EVERY_OF_A_TRADE);
    }

    /** All of them begin at once, and each test waits for its own. */
    private static Stream<DynamicTest> tests(List<Scenario> scenarios, int every) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (List<Behaviour> outcome : scenario.outcomes()) {
                CompletableFuture<Result> result =
                        ALL ? enumeration.all(scenario, outcome) : enumeration.sample(scenario, outcome, every);
                tests.add(DynamicTest.dynamicTest(
                        scenario + " and the channel does " + outcome, () -> check(result.join(), every)));
            }
        }
        return tests.stream();
    }

    private static void check(Result result, int every) {
        assertThat(result.found()).isEmpty();
        assertThat(result.cases()).as("cases").isEqualTo(result.chosen());
        int all = result.boundaries() * Fault.values().length;
        int some = result.boundaries() / every;
        assertThat(result.chosen()).as("chosen").isBetween(ALL ? all : some, ALL ? all : some + 1);
    }
}
