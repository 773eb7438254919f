package dev.crema.proof.soak;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crema.Payments;
import dev.crema.channel.Payee;
import dev.crema.event.PaymentEvent;
import dev.crema.failure.OverloadedException;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Withdrawal;
import dev.crema.proof.server.DatabaseServer;
import dev.crema.proof.server.MariaDb;
import dev.crema.proof.server.PostgreSql;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Options;
import dev.crema.proof.trial.Patience;
import dev.crema.proof.trial.Trial;
import dev.crema.proof.trial.Workplace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Twice as many payouts arrive as their channel gets done, for so many minutes, and then none. What waits has to wait in the
 * database: heap, threads, connections and open files stay where they were, all of it is done in the end and once, and what
 * ended is deleted.
 */
public final class Soak implements Trial {
    private static final int DONE_A_SECOND = 20;
    private static final int TICKS_A_SECOND = 10;
    private static final Duration TICK = Duration.ofMillis(1000 / TICKS_A_SECOND);
    private static final int SAMPLED_EVERY = 10 * TICKS_A_SECOND;
    private static final int WARM_SAMPLES = 2;
    private static final int ALLOWED_IN_THE_END = 200;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Money CENT = Money.of("CNY", "0.01");
    private static final String WALLET = "wallet:ann";

    private final int lasts;
    private final String database;
    private final Minutes minutes;
    private final Findings findings = new Findings();
    private final NarrowChannel channel = new NarrowChannel();
    private final AtomicLong ended = new AtomicLong();
    private long accepted;
    private long turnedAway;
    private int samples;
    private @Nullable Sample warm;

    private Soak(int lasts, String database, PrintStream out) {
        this.lasts = lasts;
        this.database = database;
        this.minutes = new Minutes(out);
    }

    /**
     * Reads what it is asked for.
     *
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static Trial of(List<String> options, PrintStream out) {
        Options given = Options.of("soak", options, Set.of("--minutes", "--database"));
        String database = given.value("--database").orElse("postgresql");
        if (!Set.of("postgresql", "mariadb").contains(database)) {
            throw new IllegalArgumentException(
                    "--database: \"" + database + "\" cannot be used here; give one of [postgresql, mariadb].");
        }
        return new Soak(given.times("--minutes"), database, out);
    }

    @Override
    public boolean run() {
        minutes.say("proof soak: minutes=" + lasts + " database=" + database + ", " + 2 * DONE_A_SECOND
                + " payouts arrive each second and " + DONE_A_SECOND + " are done");
        try {
            Workplace workplace = Workplace.create("soak");
            try (DatabaseServer server = start(workplace.directory());
                    HikariDataSource pool = pool(server)) {
                soak(pool);
            }
            workplace.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return minutes.verdict(
                "proof soak: minutes=" + lasts + " accepted=" + accepted + " turned-away=" + turnedAway + " lost="
                        + findings.count(Findings.Kind.LOST) + " doubled=" + findings.count(Findings.Kind.DOUBLED),
                findings);
    }

    private DatabaseServer start(Path directory) throws IOException {
        return database.equals("mariadb") ? MariaDb.start(directory) : PostgreSql.start(directory);
    }

    private static HikariDataSource pool(DatabaseServer server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.url(server.port()));
        config.setMaximumPoolSize(10);
        return new HikariDataSource(config);
    }

    private void soak(HikariDataSource pool) {
        try (Books books = Books.on(pool, BooksOptions.DEFAULT.creatingSchema());
                Payments payments = Payments.with(books)
                        .channel(channel)
                        .onEvent(PaymentEvent.class, event -> ended.incrementAndGet())
                        .start()) {
            fill(books);
            for (long tick = 0; tick < 60L * TICKS_A_SECOND * lasts; tick++) {
                arrive(payments, tick);
                channel.allow(DONE_A_SECOND / TICKS_A_SECOND);
                Patience.pass(TICK);
                if ((tick + 1) % SAMPLED_EVERY == 0) {
                    sample(pool);
                }
            }
            minutes.say("nothing more arrives; " + (accepted - ended.get()) + " wait");
            drain(payments, pool);
            inspect(books, pool);
            payments.purge(Duration.ZERO);
            long left = left(pool);
            if (left > 0) {
                findings.add(Findings.Kind.WRONG, left + " pieces of work that ended are still there");
            }
        }
    }

    private void fill(Books books) {
        Money enough = CENT.times(60L * 2 * DONE_A_SECOND * lasts);
        books.ledger()
                .open(
                        Account.asset("bank", "CNY"),
                        Account.liability(WALLET, "CNY").neverBelowZero());
        books.ledger()
                .post(Journal.of("fill")
                        .debit("bank", enough)
                        .credit(WALLET, enough)
                        .balanced());
    }

    private void arrive(Payments payments, long tick) {
        for (int i = 0; i < 2 * DONE_A_SECOND / TICKS_A_SECOND; i++) {
            try {
                payments.submit(Withdrawal.of("payout-" + tick + "-" + i)
                        .amount(CENT)
                        .from(WALLET)
                        .through(channel.name())
                        .to(Payee.of("ann@example.org")));
                accepted++;
            } catch (OverloadedException busy) {
                turnedAway++; // too many handles are waited for: nothing was written, and the caller knows
            }
        }
    }

    private void sample(HikariDataSource pool) {
        Sample now = Sample.of(pool);
        minutes.say("accepted=" + accepted + " waiting=" + (accepted - ended.get()) + " " + now);
        if (++samples == WARM_SAMPLES) {
            warm = now;
        }
        Optional.ofNullable(warm)
                .ifPresent(first -> first.grownTo(now).forEach(what -> findings.add(Findings.Kind.WRONG, what)));
    }

    private void drain(Payments payments, HikariDataSource pool) {
        long began = System.nanoTime();
        Duration most = Duration.ofMinutes(5L + lasts);
        boolean done = Patience.until(most, LOOK, () -> {
            channel.allow(ALLOWED_IN_THE_END);
            return ended.get() >= accepted;
        });
        minutes.say("drained " + done + " after "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        if (!done) {
            findings.add(Findings.Kind.LOST, (accepted - ended.get()) + " of " + accepted + " have not ended");
        }
        sample(pool);
        payments.trouble().ifPresent(why -> findings.add(Findings.Kind.WRONG, "trouble without a reason: " + why));
    }

    private void inspect(Books books, HikariDataSource pool) {
        if (channel.paid() > accepted) {
            findings.add(Findings.Kind.DOUBLED, channel.paid() + " were sent of " + accepted + " accepted");
        }
        Money paid = CENT.times(accepted);
        Money left = CENT.times(60L * 2 * DONE_A_SECOND * lasts).minus(paid);
        Money found = books.ledger().balance(new AccountId(WALLET)).available();
        if (!found.equals(left)) {
            findings.add(Findings.Kind.LOST, WALLET + " has " + found + " instead of " + left);
        }
        Invariants.of(pool).atRest().forEach(broken -> findings.add(Findings.Kind.WRONG, broken));
    }

    private static long left(HikariDataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select count(*) from crema_task)"
                        + " + (select count(*) from crema_delivery) + (select count(*) from crema_attempt)")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("what is left could not be counted", e);
        }
    }
}
