package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Latencies;
import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.load.Timing;
import dev.crema.benchmark.server.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** TPC-B by the program pgbench, in its fastest mode: with prepared statements, and by two threads at most. */
final class PgBench implements TpcB {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial connection time\\)");
    private static final Pattern URL = Pattern.compile("//localhost:(\\d+)/(\\w+)");
    private static final String SAMPLED = "0.2";

    private final String version;

    private PgBench(String version) {
        this.version = version;
    }

    /** @throws IOException if it is not on the path */
    static PgBench installed() throws IOException, InterruptedException {
        return new PgBench(execute(List.of("pgbench", "--version")).strip());
    }

    @Override
    public String program() {
        return version + ", --protocol=prepared";
    }

    @Override
    public void fill(Address address, int scale) throws IOException, InterruptedException {
        execute(command(address, "--initialize", "--quiet", "--scale=" + scale));
    }

    @Override
    public Measured run(Address address, int scale, int clients, Timing timing)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("crema-pgbench");
        try {
            String said = execute(command(
                    address,
                    "--protocol=prepared",
                    "--client=" + clients,
                    "--jobs=" + Math.min(2, clients),
                    "--time="
                            + Math.max(
                                    1, timing.warmUp().plus(timing.measured()).toSeconds()),
                    "--log",
                    "--sampling-rate=" + SAMPLED,
                    "--log-prefix=" + directory.resolve("log")));
            return Measured.of(rate(said), latencies(directory));
        } finally {
            delete(directory);
        }
    }

    /** On a machine that has too much to do, its whole time may pass before its clients are connected. */
    private static double rate(String said) {
        if (said.contains("processed: 0\n")) {
            return 0;
        }
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new IllegalStateException("pgbench did not tell its rate:\n" + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    private static List<String> command(Address address, String... options) {
        Matcher url = URL.matcher(address.url());
        if (!url.find()) {
            throw new IllegalArgumentException("pgbench cannot reach " + address.url());
        }
        List<String> command = new ArrayList<>(
                List.of("pgbench", "--host=localhost", "--port=" + url.group(1), "--username=" + address.user()));
        command.addAll(Arrays.asList(options));
        command.add(url.group(2));
        return command;
    }

    private static String execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + " ended with " + code + ":\n" + said);
        }
        return said;
    }

    /** The third word of each line is a latency in microseconds. */
    private static Latencies latencies(Path directory) throws IOException {
        Latencies latencies = new Latencies();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.forEach(line -> latencies.record(Long.parseLong(line.split(" ", 4)[2]) * 1000));
                }
            }
        }
        return latencies;
    }

    private static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
