package dev.crema.proof.bank;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crema.failure.StorageException;
import dev.crema.ledger.Ledger;
import dev.crema.proof.trial.Patience;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A branch, a process of its own: 16 tellers on one ledger. Reads what to do from its input, {@code round <shift>} and
 * {@code rest}, and writes its {@link Tape} to its output; when the input ends, so does the branch.
 */
final class Branch {
    static final int TELLERS = 16;

    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final int number;
    private final Ledger ledger;
    private final Tape tape;
    private final List<Thread> tellers = new ArrayList<>();
    private volatile boolean open;

    private Branch(int number, Ledger ledger, Tape tape) {
        this.number = number;
        this.ledger = ledger;
        this.tape = tape;
    }

    /** In the process: its number, and the address of the database. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Tape tape = new Tape(new FileOutputStream(FileDescriptor.out)); // not System.out, which others may write to
        Branch branch = new Branch(Integer.parseInt(arguments[0]), ledger(pool(arguments[1])), tape);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        tape.write("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            branch.obey(line.split(" ", 2));
        }
        Runtime.getRuntime().halt(0);
    }

    static DataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(TELLERS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1); // a branch may be opened while the database is away
        return new HikariDataSource(config);
    }

    private static Ledger ledger(DataSource pool) {
        long end = System.nanoTime() + LONGEST_ABSENCE.toNanos();
        while (true) {
            try {
                return Ledger.on(pool);
            } catch (StorageException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Patience.pass(PAUSE);
            }
        }
    }

    private void obey(String[] words) throws InterruptedException {
        if (words[0].equals("round")) {
            begin(Shift.parse(words[1]));
        } else {
            rest();
        }
    }

    private void begin(Shift shift) {
        open = true;
        Answers answers = new Answers(ledger, tape::write);
        for (int desk = 0; desk < TELLERS; desk++) {
            Thread teller = new Thread(new Teller(shift, number, desk, answers, () -> open), "teller-" + desk);
            teller.setUncaughtExceptionHandler((thread, failure) -> tape.write("wrong a teller gave up: " + failure));
            teller.start();
            tellers.add(teller);
        }
    }

    private void rest() throws InterruptedException {
        open = false;
        for (Thread teller : tellers) {
            teller.join();
        }
        tellers.clear();
        tape.write("resting");
    }
}
