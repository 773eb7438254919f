package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.server.DatabaseKind;
import dev.crema.benchmark.server.DatabaseServer;
import dev.crema.benchmark.server.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Measures the ledger beside its rivals and says what was promised of it and what became of that. */
public final class LedgerBenchmark {
    private final LedgerOptions options;
    private final PrintStream out;
    private final Notebook notebook;
    private final List<String> failures = new ArrayList<>();

    private LedgerBenchmark(LedgerOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.notebook = new Notebook(out);
    }

    /**
     * Makes ready to measure what is asked for.
     *
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static LedgerBenchmark of(List<String> options, PrintStream out) {
        return new LedgerBenchmark(LedgerOptions.parse(options), out);
    }

    /**
     * Measures everything and prints it.
     *
     * @return whether all of it could be measured, and the books were right whenever they were looked at
     */
    public boolean run() throws Exception {
        Path directory = Files.createTempDirectory("crema-benchmark");
        out.println("benchmark ledger, " + options.size().name());
        Machine.describe(directory).forEach(out::println);
        try {
            for (DatabaseKind database : options.databases()) {
                orTell(database.toString(), () -> measure(database, directory));
            }
        } finally {
            delete(directory);
        }
        table();
        failures.forEach(failure -> out.println("FAILED " + failure));
        Gates.of(notebook.figures()).forEach(gate -> out.println(gate.line()));
        return failures.isEmpty();
    }

    private void measure(DatabaseKind database, Path directory) throws Exception {
        List<SectionName> sections = options.sections().stream()
                .filter(section -> section.isFor(database))
                .toList();
        if (sections.isEmpty()) {
            return;
        }
        try (DatabaseServer server = database.start(directory)) {
            settings(server);
            for (SectionName section : sections) {
                notebook.remark(database + ": " + section);
                orTell(database + " " + section, () -> section.on(database).measure(server, options.size(), notebook));
            }
        }
    }

    private interface Part {
        void measure() throws Exception;
    }

    /** What fails is told and stays without figures; an hour of other figures is not thrown away for it. */
    private void orTell(String name, Part part) throws InterruptedException {
        try {
            part.measure();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            notebook.remark("FAILED " + name);
            e.printStackTrace(out);
            failures.add(name + ": " + e);
        }
    }

    private void settings(DatabaseServer server) throws SQLException {
        out.println(server.kind() + ": " + String.join(", ", server.settings()));
    }

    private void table() {
        out.println();
        out.printf(
                Locale.ROOT,
                "%-52s %10s %23s %9s %9s %9s%n",
                "medians of " + options.size().rounds() + " runs",
                "1/s",
                "least - most",
                "p50 ms",
                "p99 ms",
                "p99.9 ms");
        notebook.figures().loads().forEach(this::row);
        for (Map.Entry<String, List<Double>> number :
                notebook.figures().numbers().entrySet()) {
            out.printf(
                    Locale.ROOT,
                    "%-52s %,10.2f%n",
                    number.getKey(),
                    Figures.median(number.getValue()).orElseThrow());
        }
        out.println();
    }

    private void row(String name, List<Measured> runs) {
        out.printf(
                Locale.ROOT,
                "%-52s %,10.0f %,11.0f -%,10.0f %9.2f %9.2f %9.2f%n",
                name,
                median(runs, Measured::perSecond),
                runs.stream().mapToDouble(Measured::perSecond).min().orElseThrow(),
                runs.stream().mapToDouble(Measured::perSecond).max().orElseThrow(),
                median(runs, run -> run.p50().toNanos() / 1e6),
                median(runs, run -> run.p99().toNanos() / 1e6),
                median(runs, run -> run.p999().toNanos() / 1e6));
    }

    private static double median(List<Measured> runs, ToDoubleFunction<Measured> what) {
        OptionalDouble median =
                Figures.median(runs.stream().map(what::applyAsDouble).toList());
        return median.orElseThrow();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
