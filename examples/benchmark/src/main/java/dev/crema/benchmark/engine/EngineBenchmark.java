package dev.crema.benchmark.engine;

import dev.crema.benchmark.ledger.Gate;
import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.load.Timing;
import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseKind;
import dev.crema.benchmark.server.DatabaseServer;
import dev.crema.benchmark.server.Machine;
import dev.crema.ledger.CountedDataSource.Counts;
import dev.crema.ledger.Invariants;
import dev.crema.money.Money;
import dev.crema.payment.TopUp;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Measures the payment engine on PostgreSQL, beside bare postings of the same entries on the same ledger. */
public final class EngineBenchmark {
    private static final int CALLERS = 16;
    private static final int HANGING = 50;
    private static final double MIB = 1 << 20;

    private static final List<String> PARTS = List.of("costs", "throughput", "hanging", "waiting");

    private final boolean quick;
    private final Set<String> parts;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private OptionalDouble share = OptionalDouble.empty();
    private OptionalDouble slowdown = OptionalDouble.empty();
    private OptionalDouble channelCommits = OptionalDouble.empty();
    private OptionalDouble transferCommits = OptionalDouble.empty();
    private OptionalDouble heap = OptionalDouble.empty();

    private EngineBenchmark(boolean quick, Set<String> parts, PrintStream out) {
        this.quick = quick;
        this.parts = parts;
        this.out = out;
    }

    /**
     * Makes ready to measure.
     *
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static EngineBenchmark of(List<String> options, PrintStream out) {
        boolean quick = false;
        Set<String> parts = Set.copyOf(PARTS);
        for (int i = 0; i < options.size(); i++) {
            switch (options.get(i)) {
                case "--quick" -> quick = true;
                case "--only" -> parts = Set.of(part(options, ++i));
                default -> throw new IllegalArgumentException("engine has no option \"" + options.get(i) + "\".");
            }
        }
        return new EngineBenchmark(quick, parts, out);
    }

    private static String part(List<String> options, int at) {
        String part = at < options.size() ? options.get(at) : "";
        if (!PARTS.contains(part)) {
            throw new IllegalArgumentException("--only: there is no part \"" + part + "\"; give one of " + PARTS + ".");
        }
        return part;
    }

    /** Measures everything and prints it; returns whether all of it could be measured on right books. */
    public boolean run() throws Exception {
        Path directory = Files.createTempDirectory("crema-benchmark");
        out.println("benchmark engine, " + (quick ? "quick: for a first impression only" : "full"));
        Machine.describe(directory).forEach(out::println);
        try (DatabaseServer server = DatabaseKind.POSTGRESQL.start(directory)) {
            out.println(server.kind() + ": " + String.join(", ", server.settings()));
            orTell("costs", () -> costs(server));
            orTell("throughput", () -> throughput(server));
            orTell("hanging", () -> hanging(server));
            orTell("waiting", () -> waiting(server));
        } finally {
            delete(directory);
        }
        out.println();
        failures.forEach(failure -> out.println("FAILED " + failure));
        List.of(
                        Gate.atLeast("wallet-payments16-vs-postings16", share, 0.5, 0.5),
                        Gate.atMost("commits-per-channel-payment", channelCommits, 3, 3),
                        Gate.atMost("commits-per-transfer", transferCommits, 1, 1),
                        Gate.atMost("million-waiting-heap-mib", heap, 64, 64),
                        Gate.atMost("accept-p99-while-50-hang-vs-alone", slowdown, 1.2, 1))
                .forEach(gate -> out.println(gate.line()));
        return failures.isEmpty();
    }

    private interface Part {
        void measure() throws Exception;
    }

    private void orTell(String name, Part part) throws InterruptedException {
        if (!parts.contains(name)) {
            return;
        }
        try {
            part.measure();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            e.printStackTrace(out);
            failures.add(name + ": " + e);
        }
    }

    private Timing timing() {
        return quick ? Timing.ofMillis(1000, 2000) : Timing.ofMillis(3000, 8000);
    }

    private int rounds() {
        return quick ? 3 : 5;
    }

    private void costs(DatabaseServer server) throws Exception {
        try (Shop shop = new Shop(server.create("costs_shop"))) {
            shop.payments(); // opens and fills the wallets that transfers need
        }
        try (PhaseCosts costs = new PhaseCosts(server.create("costs"))) {
            for (int i = 0; i < 10; i++) {
                costs.throughChannel("warm-" + i);
            }
            Map<String, Counts> channel = costs.throughChannel("counted");
            out.println("payment through a channel: " + channel);
            channelCommits = OptionalDouble.of(commits(channel));
        }
        try (PhaseCosts costs = new PhaseCosts(copyOf(server, "costs_shop"))) {
            for (int i = 0; i < 10; i++) {
                costs.withinBooks("warm-" + i, Shop.wallet(2));
            }
            Map<String, Counts> within = costs.withinBooks("counted", Shop.wallet(2));
            out.println("transfer within the books: " + within);
            transferCommits = OptionalDouble.of(commits(within));
        }
        server.drop("costs");
        server.drop("costs_shop");
    }

    private static Address copyOf(DatabaseServer server, String database) throws Exception {
        return server.copy(database, database + "_copy");
    }

    private static int commits(Map<String, Counts> phases) {
        return phases.values().stream().mapToInt(Counts::commits).sum();
    }

    private void throughput(DatabaseServer server) throws Exception {
        List<Double> shares = new ArrayList<>();
        for (int round = 0; round < rounds(); round++) {
            String database = "throughput_" + round;
            try (Shop shop = new Shop(server.create(database))) {
                boolean payFirst = round % 2 == 1; // so that neither always has the younger tables
                Measured first = ClosedLoad.measure(payFirst ? shop.paying() : shop.posting(), CALLERS, timing());
                Measured second = ClosedLoad.measure(payFirst ? shop.posting() : shop.paying(), CALLERS, timing());
                Measured paid = payFirst ? first : second;
                Measured posted = payFirst ? second : first;
                tell("wallet payments, 16 callers", paid);
                tell("bare postings, 16 callers", posted);
                shares.add(paid.perSecond() / posted.perSecond());
                requireSound(shop);
            }
            server.drop(database);
        }
        share = median(shares);
    }

    private void hanging(DatabaseServer server) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds(); round++) {
            String database = "hanging_" + round;
            SlowChannel slow = new SlowChannel();
            try (Shop shop = new Shop(server.create(database), slow)) {
                ClosedLoad.measure(shop.paying(), CALLERS, timing());
                Measured alone = ClosedLoad.measure(shop.paying(), CALLERS, timing());
                List<Thread> callers = callers(shop);
                while (slow.hanging() < HANGING) {
                    Thread.onSpinWait();
                }
                Measured beside = ClosedLoad.measure(shop.paying(), CALLERS, timing());
                slow.release();
                for (Thread caller : callers) {
                    caller.join();
                }
                tell("wallet payments alone", alone);
                tell("wallet payments while 50 calls hang", beside);
                ratios.add(beside.p99().toNanos() / (double) alone.p99().toNanos());
            }
            server.drop(database);
        }
        slowdown = median(ratios);
    }

    private static List<Thread> callers(Shop shop) {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < HANGING; i++) {
            String reference = "hang-" + i;
            Thread caller = new Thread(() -> shop.payments()
                    .topUp(TopUp.of(reference)
                            .amount(Money.ofMinor(Shop.CURRENCY, 100))
                            .into(Shop.wallet(0))
                            .through("slow")));
            caller.start();
            callers.add(caller);
        }
        return callers;
    }

    /** The heap that is in use after a collection, with none and with a million waiting that are all due and worked on. */
    private void waiting(DatabaseServer server) throws Exception {
        int crowd = quick ? 100_000 : 1_000_000;
        SlowChannel channel = new SlowChannel();
        channel.release();
        try (Shop shop = new Shop(server.create("waiting"), channel)) {
            ClosedLoad.measure(shop.paying(), CALLERS, timing());
            double before = heapInUse();
            Crowd.wait(shop.payments(), shop.pool(), crowd);
            double most = 0;
            for (int look = 0; look < (quick ? 5 : 15); look++) {
                ClosedLoad.measure(shop.paying(), CALLERS, Timing.ofMillis(0, 1000)); // the workers are at it meanwhile
                most = Math.max(most, heapInUse());
            }
            out.printf(
                    Locale.ROOT,
                    "%,d payments waiting: heap %.1f MiB before, %.1f MiB at most%n",
                    crowd,
                    before / MIB,
                    most / MIB);
            heap = OptionalDouble.of(Math.max(0, most - before) / MIB);
        }
        server.drop("waiting");
    }

    private static double heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void requireSound(Shop shop) {
        List<String> broken = Invariants.of(shop.pool()).everywhere();
        if (!broken.isEmpty()) {
            throw new AssertionError("the books are not right: " + broken.subList(0, Math.min(5, broken.size())));
        }
    }

    private void tell(String name, Measured measured) {
        out.printf(
                Locale.ROOT,
                "%-40s %,10.0f/s  p50 %8.2f ms  p99 %8.2f ms%n",
                name,
                measured.perSecond(),
                measured.p50().toNanos() / 1e6,
                measured.p99().toNanos() / 1e6);
    }

    private static OptionalDouble median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sorted.get(sorted.size() / 2));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
