package dev.crema.ledger.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each planted bug is caught by a test that says so by name, and which without the bug fails for nothing else. */
class PlantedBugsTest {
    static List<PlantedBug> bugs() {
        List<PlantedBug> ofPayments =
                Boolean.getBoolean("crema.planted.all") ? PaymentBugs.ALL : PaymentBugs.IN_EVERY_BUILD;
        return Stream.of(PlantedBug.ALL, ofPayments).flatMap(List::stream).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isCaught(PlantedBug bug) {
        Optional<String> caught = PlantedBugs.plant(bug, TestDatabase.Kind.H2).caughtBy();

        assertThat(caught).as("nobody notices that " + bug).isPresent();
        System.out.println("planted: " + bug + "\n    caught by " + caught.get());
    }

    @Test
    void withoutABugTheSameTestsPass(@TempDir Path empty) {
        List<String> all =
                bugs().stream().flatMap(bug -> bug.tests().stream()).distinct().toList();
        assertThat(TestsOnPlantedCode.firstFailure(empty, all, TestDatabase.Kind.H2))
                .isEmpty();
    }

    /** They are planted by {@code examples/proof/run planted-bugs --database}; that their texts are still there is seen here. */
    @ParameterizedTest
    @EnumSource
    void onEachDatabaseBugsCanBePlanted(TestDatabase.Kind kind, @TempDir Path folder) throws IOException {
        for (PlantedBug bug : ServerBugs.own(kind)) {
            Planting.compile(bug, Files.createTempDirectory(folder, "bug"));
        }
        assertThat(ServerBugs.on(kind)).hasSizeGreaterThanOrEqualTo(PlantedBug.ALL.size());
    }

    @Test
    void thereAreManyKindsOfBugs() {
        Stream<String> sources =
                bugs().stream().flatMap(bug -> bug.changes().stream()).map(PlantedBug.Change::source);
        assertThat(sources.distinct().count()).isGreaterThanOrEqualTo(8);
    }
}
