package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.DatabaseKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The parts of the benchmark, in the order in which they are run. */
enum SectionName {
    /** The ledger and its rivals, each as fast as it can. */
    THROUGHPUT(true),
    /** Latencies at rates below that. */
    OPEN_LOAD(false),
    /** What a journal costs inside the host's own transaction. */
    ROUND_TRIPS(false),
    /** What long books cost their readers. */
    HISTORY(false),
    /** What a kill costs. */
    KILL(true);

    private final boolean onEachDatabase;

    SectionName(boolean onEachDatabase) {
        this.onEachDatabase = onEachDatabase;
    }

    boolean isFor(DatabaseKind database) {
        return onEachDatabase || database == DatabaseKind.POSTGRESQL;
    }

    Section on(DatabaseKind database) {
        return switch (this) {
            case THROUGHPUT -> database == DatabaseKind.POSTGRESQL ? new PostgreSqlThroughput() : new Throughput();
            case OPEN_LOAD -> new OpenRates();
            case ROUND_TRIPS -> new RoundTrips();
            case HISTORY -> new History();
            case KILL -> new KillRuns();
        };
    }

    static SectionName of(String name) {
        return Arrays.stream(values())
                .filter(section -> section.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--only: there is no section \"" + name + "\"; give one of " + all() + "."));
    }

    static String all() {
        return Arrays.stream(values()).map(SectionName::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
