package dev.crema.proof.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of this JVM's kind, with the same classes. */
public final class ChildJvm {
    private ChildJvm() {}

    /** The command that runs a main class; starting it, and what becomes of its output, is up to the caller. */
    public static ProcessBuilder command(Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words);
    }
}
