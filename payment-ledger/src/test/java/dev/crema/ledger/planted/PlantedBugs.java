package dev.crema.ledger.planted;

import dev.crema.ledger.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Plants bugs, one at a time, and tells which test noticed. Needs the sources: run it in the project's folder. */
public final class PlantedBugs {
    private PlantedBugs() {}

    /**
     * What became of a bug.
     *
     * @param bug a sentence about the broken library
     * @param caughtBy the first test that failed, with its reason; empty if none did
     */
    public record Fate(String bug, Optional<String> caughtBy) {}

    /** All there are, each tried on H2 when it is asked for. */
    public static Stream<Fate> all() {
        return Stream.of(PlantedBug.ALL, PaymentBugs.ALL)
                .flatMap(List::stream)
                .map(bug -> plant(bug, TestDatabase.Kind.H2));
    }

    /** All of the ledger, each tried on a database of that kind when it is asked for. */
    public static Stream<Fate> ofTheLedger(TestDatabase.Kind kind) {
        return ServerBugs.on(kind).stream().map(bug -> plant(bug, kind));
    }

    static Fate plant(PlantedBug bug, TestDatabase.Kind kind) {
        try {
            Path folder = Files.createTempDirectory("planted");
            try {
                return new Fate(
                        bug.name(), TestsOnPlantedCode.firstFailure(Planting.compile(bug, folder), bug.tests(), kind));
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bug could not be planted: " + bug, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
