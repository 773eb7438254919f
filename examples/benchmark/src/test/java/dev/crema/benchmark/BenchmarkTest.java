package dev.crema.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void withoutArgumentsItSaysHowItIsUsed() throws Exception {
        assertThat(Benchmark.run(List.of(), out)).isEqualTo(2);

        assertThat(printed()).startsWith("usage: examples/benchmark/run");
    }

    @ParameterizedTest
    @CsvSource({
        "coffee,                     There is no benchmark",
        "ledger --fast,              ledger has no option",
        "ledger --database,          --database: \"\" cannot be measured on",
        "ledger --database postgres, --database: \"postgres\" cannot be measured on",
        "ledger --only speed,        --only: there is no section \"speed\""
    })
    void argumentsThatMakeNoSenseAreNamedAndTheUsageFollows(String arguments, String complaint) throws Exception {
        assertThat(Benchmark.run(List.of(arguments.split(" ")), out)).isEqualTo(2);

        assertThat(printed()).startsWith(complaint).contains("usage: examples/benchmark/run");
    }

    @Test
    void itMeasuresOnRightBooksAndEndsWithALineForEachGate() throws Exception {
        assertThat(Benchmark.run(List.of("ledger", "--tiny", "--database", "h2"), out))
                .isZero();

        List<String> lines = printed().lines().toList();
        assertThat(lines)
                .anyMatch(line -> line.startsWith("machine: "))
                .anyMatch(line -> line.startsWith("h2: ") && line.contains("WRITE_DELAY = 0"))
                .anyMatch(line -> line.startsWith("h2 naive uniform 16 "))
                .anyMatch(line -> line.startsWith("h2 ledger hot 64 "));
        List<String> gates =
                lines.stream().dropWhile(line -> !line.startsWith("gate ")).toList();
        assertThat(gates)
                .hasSizeGreaterThan(20)
                .allMatch(line -> line.matches("gate [a-z0-9-]+ ([0-9.]+|unmeasured) [0-9.]+ [0-9.]+ (ok|short)"))
                .anyMatch(line -> line.matches("gate h2-hot64-vs-naive-hot16 [0-9.]+ 6 15 (ok|short)"))
                .anyMatch(line -> line.equals("gate hot64-vs-tpcb-one-branch unmeasured 6 15 short"));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
