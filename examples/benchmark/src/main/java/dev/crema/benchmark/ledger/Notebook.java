package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Measured;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Where everything is written down as it is found, and said aloud. */
final class Notebook {
    private final PrintStream out;
    private final Figures figures = new Figures();
    private final long begin = System.nanoTime();

    Notebook(PrintStream out) {
        this.out = out;
    }

    Figures figures() {
        return figures;
    }

    void load(String name, Measured measured) {
        figures.add(name, measured);
        remark(String.format(
                Locale.ROOT,
                "%s: %,.0f/s, p50 %s p99 %s p99.9 %s ms",
                name,
                measured.perSecond(),
                millis(measured.p50()),
                millis(measured.p99()),
                millis(measured.p999())));
    }

    void number(String name, double number) {
        figures.add(name, number);
        remark(String.format(Locale.ROOT, "%s: %,.2f", name, number));
    }

    void remark(String text) {
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        out.println("[" + seconds + " s] " + text);
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
    }
}
