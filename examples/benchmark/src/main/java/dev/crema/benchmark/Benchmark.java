package dev.crema.benchmark;

import dev.crema.benchmark.engine.EngineBenchmark;
import dev.crema.benchmark.ledger.LedgerBenchmark;
import java.io.PrintStream;
import java.util.List;

/** Measures Crema, and says what it was measured against. */
public final class Benchmark {
    private static final int NOT_UNDERSTOOD = 2;

    private static final String USAGE = """
            usage: examples/benchmark/run <benchmark> [options]

              ledger [--quick] [--database postgresql|mariadb|h2] [--only SECTION]
                  Measures the ledger on real databases with their default durability, beside TPC-B, a naive ledger
                  and the limit of the same tables. With --quick it takes some three minutes and says less.
                  Sections: throughput, open-load, round-trips, history, kill.

              engine [--quick] [--only costs|throughput|hanging|waiting]
                  Measures the payment engine on PostgreSQL beside bare postings of the same entries: throughput, statements
                  and commits of each phase, latency while another channel hangs, and the heap with a million waiting.

            The last lines are `gate <name> <value> <gate> <aim> ok|short`, one for each promise. The exit code is 0 if
            the books were right after each run, however fast they were kept, and 1 if they were not or a run failed.
            """;

    private Benchmark() {}

    public static void main(String[] arguments) throws Exception {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Returns the exit code: 0 if all was measured on right books, 1 if not, 2 if nothing was asked for. */
    static int run(List<String> arguments, PrintStream out) throws Exception {
        if (arguments.isEmpty()) {
            out.print(USAGE);
            return NOT_UNDERSTOOD;
        }
        Measuring benchmark;
        try {
            benchmark = benchmark(arguments.get(0), arguments.subList(1, arguments.size()), out);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println();
            out.print(USAGE);
            return NOT_UNDERSTOOD;
        }
        return benchmark.run() ? 0 : 1;
    }

    private interface Measuring {
        boolean run() throws Exception;
    }

    private static Measuring benchmark(String name, List<String> options, PrintStream out) {
        return switch (name) {
            case "ledger" -> LedgerBenchmark.of(options, out)::run;
            case "engine" -> EngineBenchmark.of(options, out)::run;
            default -> throw new IllegalArgumentException("There is no benchmark \"" + name + "\".");
        };
    }
}
