package dev.crema.proof.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of a run: gone afterwards, unless somebody has to look into it. */
public record Workplace(Path directory) {

    /** A new one among the temporary files. */
    public static Workplace create(String proof) throws IOException {
        return new Workplace(Files.createTempDirectory("crema-" + proof + "-"));
    }

    /** Deletes it with all that is in it. */
    public void clear() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
