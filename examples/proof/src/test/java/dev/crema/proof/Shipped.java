package dev.crema.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A proof that was run as it is shipped, from its jar and in a process of its own; so it is for tests after the packaging.
 *
 * @param said its lines
 */
record Shipped(List<String> said, int exit) {

    static Shipped run(String... arguments) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-jar", System.getProperty("proof.jar")));
        command.addAll(List.of(arguments));
        Process proof = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = proof.inputReader()) {
            out.lines().peek(System.out::println).forEach(said::add);
        } finally {
            proof.destroy(); // it ends its own processes then
        }
        return new Shipped(said, proof.waitFor());
    }

    /** A seed that is printed, and taken back by the system property {@code crema.seed}. */
    static String seed() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("-Dcrema.seed=" + seed);
        return Long.toString(seed);
    }

    String lastLine() {
        return said.isEmpty() ? "" : said.get(said.size() - 1);
    }
}
