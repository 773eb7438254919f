package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * A process of its own that posts journals to a file database and says each one's reference aloud once it is
 * acknowledged, until somebody kills it.
 */
final class KilledProcess {
    private static final int WRITERS = 4;

    private KilledProcess() {}

    static DataSource open(Path file) {
        return JdbcConnectionPool.create("jdbc:h2:" + file + ";WRITE_DELAY=0", "sa", "");
    }

    /** In the process: the argument is the file. */
    public static void main(String[] arguments) {
        Ledger ledger = Ledger.createOn(open(Path.of(arguments[0])));
        ledger.open(Account.asset("bank", "CNY"), Account.liability("wallet:ann", "CNY"));
        String run = arguments[1];
        AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < WRITERS; i++) {
            new Thread(() -> {
                        while (true) {
                            String reference = run + "-" + next.incrementAndGet();
                            ledger.post(journal(reference));
                            System.out.println(reference);
                        }
                    })
                    .start();
        }
    }

    private static Journal journal(String reference) {
        Money one = Money.of("CNY", "1.00");
        return Journal.of(reference)
                .debit("bank", one)
                .credit("wallet:ann", one)
                .balanced();
    }

    /** Lets such a process live until it has acknowledged so many, kills it with SIGKILL, and returns all it said. */
    static List<String> acknowledged(Path file, String run, int atLeast) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        KilledProcess.class.getName(),
                        file.toString(),
                        run)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (said.size() == atLeast) {
                    process.toHandle().destroyForcibly(); // leaves the pipe open: what was said before counts
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed, not ended: 128 + 9").isEqualTo(137);
        return said;
    }

    static void requireAllThere(Ledger ledger, List<String> acknowledged) {
        List<String> lost = acknowledged.stream()
                .filter(reference -> ledger.journal(new Reference(reference)).isEmpty())
                .toList();
        assertThat(lost).as("acknowledged and lost, of %d", acknowledged.size()).isEmpty();
    }
}
