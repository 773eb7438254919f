package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the ledger has promised of its speed, and what became of it. */
final class Gates {
    private static final String PG = "postgresql ";
    private static final String LEDGER = PG + "ledger ";

    private Gates() {}

    /** All gates, in the order in which they are promised; those of what was not measured have no value. */
    static List<Gate> of(Figures figures) {
        List<Gate> gates = new ArrayList<>();
        throughput(figures, gates);
        reading(figures, gates);
        otherDatabases(figures, gates);
        for (String database : List.of("postgresql", "mariadb", "h2")) {
            gates.add(Gate.atMost("lost-on-kill-" + database, figures.number(database + " lost on kill"), 0, 0));
        }
        return gates;
    }

    private static void throughput(Figures figures, List<Gate> gates) {
        String uniform = LEDGER + "uniform 64";
        String hot = LEDGER + "hot 64";
        gates.add(Gate.atLeast("uniform64-vs-tpcb", versus(figures, uniform, PG + "tpcb scale ", ""), 2.5, 6));
        gates.add(Gate.atLeast("hot64-vs-tpcb-one-branch", versus(figures, hot, PG + "tpcb one branch ", ""), 6, 15));
        gates.add(Gate.atLeast("hot64-vs-naive-hot16", figures.ratio(hot, PG + "naive hot 16"), 10, 30));
        gates.add(Gate.atLeast(
                "hot64-vs-naive-hot16-slow-commit",
                figures.ratio(PG + "ledger, slow commit hot 64", PG + "naive, slow commit hot 16"),
                25,
                60));
        gates.add(Gate.atLeast("hot64-vs-uniform64", figures.ratio(hot, uniform), 0.9, 1));
        gates.add(Gate.atMost("uniform64-p99-ms", p99(figures, uniform), 15, 8));
        gates.add(Gate.atMost("hot64-p99-ms", p99(figures, hot), 15, 8));
        gates.add(Gate.atLeast(
                "uniform256-vs-bulk", figures.ratio(LEDGER + "uniform 256", PG + "bulk limit uniform"), 0.5, 0.8));
        gates.add(Gate.atLeast("hot256-vs-bulk", figures.ratio(LEDGER + "hot 256", PG + "bulk limit hot"), 0.5, 0.8));
        gates.add(Gate.atLeast("uniform64-vs-bare", figures.ratio(uniform, PG + "bare ledger uniform 64"), 0.7, 0.85));
        gates.add(Gate.atLeast("hot64-vs-bare", figures.ratio(hot, PG + "bare ledger hot 64"), 0.7, 0.85));
        gates.add(Gate.atLeast(
                "one-caller-vs-tpcb-one-client",
                versus(figures, LEDGER + "uniform 1", PG + "tpcb scale ", " clients 1"),
                1,
                2));
        gates.add(Gate.atLeast(
                "bloated-uniform64-vs-tpcb",
                versus(figures, PG + "ledger, bloated uniform 64", PG + "tpcb scale ", ""),
                2.5,
                6));
        gates.add(Gate.atLeast(
                "bloated-hot64-vs-tpcb-one-branch",
                versus(figures, PG + "ledger, bloated hot 64", PG + "tpcb one branch ", ""),
                6,
                15));
    }

    private static void reading(Figures figures, List<Gate> gates) {
        gates.add(Gate.atMost(
                "round-trips-in-host-transaction", figures.number("postgresql round trips in host transaction"), 3, 1));
        gates.add(Gate.atMost(
                "past-balance-vs-present", figures.number("postgresql past balance / present balance"), 2, 1));
        gates.add(Gate.atLeast(
                "verify-entries-per-second", figures.number("postgresql verified entries/s"), 200_000, 500_000));
        gates.add(Gate.atMost("verify-heap-mib", figures.number("postgresql verify heap MiB"), 64, 64));
    }

    private static void otherDatabases(Figures figures, List<Gate> gates) {
        gates.add(overNaive(figures, "mariadb", Pattern.UNIFORM, 3, 6));
        gates.add(overNaive(figures, "mariadb", Pattern.HOT, 6, 15));
        gates.add(overNaive(figures, "h2", Pattern.UNIFORM, 4, 10));
        gates.add(overNaive(figures, "h2", Pattern.HOT, 6, 15));
    }

    private static Gate overNaive(Figures figures, String database, Pattern pattern, double gate, double aim) {
        return Gate.atLeast(
                database + "-" + pattern + "64-vs-naive-" + pattern + "16",
                figures.ratio(database + " ledger " + pattern + " 64", database + " naive " + pattern + " 16"),
                gate,
                aim);
    }

    private static OptionalDouble versus(Figures figures, String name, String rivals, String ending) {
        return figures.best(rivals, ending)
                .map(rival -> figures.ratio(name, rival))
                .orElse(OptionalDouble.empty());
    }

    private static OptionalDouble p99(Figures figures, String name) {
        return figures.median(name, (Measured measured) -> measured.p99().toNanos() / 1e6);
    }
}
