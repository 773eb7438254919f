package dev.crema.proof.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.crash.Enumeration.Result;
import dev.crema.ledger.crash.Play;
import dev.crema.ledger.crash.Scenario;
import dev.crema.ledger.payments.Merchant;
import dev.crema.proof.server.DatabaseServer;
import dev.crema.proof.trial.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays scenarios in processes that halt at a boundary, one process for each, and takes over from them. The channel's side
 * is in a file, since it outlives whoever asks it. For one thread.
 */
final class Halting implements AutoCloseable {
    private static final int MOST_STEPS = 1000;
    private static final int STARTS = 3;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String OPEN_ON_POSTGRESQL = """
            select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                and backend_type = 'client backend' and xact_start is not null
            """;
    private static final String OPEN_ON_MARIADB =
            "select count(*) from information_schema.innodb_trx where trx_mysql_thread_id <> connection_id()";

    private final TestDatabase.Kind kind;
    private final String url;
    private final Path channel;
    private final Path log;
    private final TestDatabase database;
    private final Merchant merchant;
    private int plays;

    private Halting(TestDatabase.Kind kind, String url, Path directory) {
        this.kind = kind;
        this.url = url;
        this.channel = directory.resolve("channel");
        this.log = directory.resolve("processes.log");
        this.database = TestDatabase.at(kind, url);
        this.merchant = Merchant.punctual(database);
    }

    /** Makes the tables in the server's database. */
    static Halting on(TestDatabase.Kind kind, DatabaseServer server, Path directory) {
        return new Halting(kind, server.url(server.port()), directory);
    }

    Result play(Scenario scenario, List<Behaviour> outcome, int every) {
        Play warm = next(scenario, outcome);
        warm.prepare();
        warm.rehearse();
        int boundaries = count(scenario, outcome);
        int first = Math.floorMod((scenario.name() + outcome).hashCode(), every);
        List<String> found = new ArrayList<>();
        int chosen = 0;
        int halted = 0;
        for (int point = 1; point <= boundaries; point++) {
            if ((point + first) % every == 0) {
                chosen++;
                halted += halt(scenario, outcome, point, found) ? 1 : 0;
            }
        }
        return new Result(boundaries, chosen, halted, halted, found);
    }

    private Play next(Scenario scenario, List<Behaviour> outcome) {
        return new Play(merchant, scenario, outcome, reference(++plays));
    }

    private static String reference(int play) {
        return "case-" + play;
    }

    /** In a new instance of the application, as the process that halts is one. */
    private int count(Scenario scenario, List<Behaviour> outcome) {
        Play play = next(scenario, outcome);
        play.prepare();
        CrashPoints counting = CrashPoints.counting(database.dataSource());
        play.untilTheFault(counting, MOST_STEPS, () -> {});
        play.recover();
        if (!play.found().isEmpty()) {
            throw new IllegalStateException(scenario + " " + outcome + " goes wrong by itself: " + play.found());
        }
        return counting.passed();
    }

    private boolean halt(Scenario scenario, List<Behaviour> outcome, int point, List<String> found) {
        Play play = next(scenario, outcome);
        play.prepare();
        merchant.channel.writeTo(channel);
        Fault fault = plays % 2 == 0 ? Fault.DIE_BEFORE : Fault.DIE_AFTER;
        int exit = exit(scenario, outcome, point, fault);
        merchant.channel.readFrom(channel);
        awaitItsEnd();
        play.recover();
        String where = scenario + " " + outcome + " " + fault + " at " + point + ": ";
        if (exit != Mortal.HALTED) {
            found.add(where + "the process ended with " + exit + ", and not at the boundary; see " + log);
        }
        play.found().forEach(what -> found.add(where + what));
        return exit == Mortal.HALTED;
    }

    /** One that did not begin, since the machine had too much else to do, is started again. */
    private int exit(Scenario scenario, List<Behaviour> outcome, int point, Fault fault) {
        MortalProcess process = new MortalProcess(kind, url, channel, log);
        try {
            int exit = Mortal.NOT_BEGUN;
            for (int start = 0; start < STARTS && exit == Mortal.NOT_BEGUN; start++) {
                exit = process.play(scenario, outcome, reference(plays), point, fault, merchant.clock);
            }
            return exit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Until the server has noticed that its client is gone: what it had locked would be skipped rather than taken. Whoever
     * asks here has no transaction open.
     */
    private void awaitItsEnd() {
        if (!Patience.until(LONGEST, PAUSE, () -> open() == 0)) {
            throw new IllegalStateException("the transaction of a halted process does not end");
        }
    }

    private int open() {
        String open = kind == TestDatabase.Kind.MARIADB ? OPEN_ON_MARIADB : OPEN_ON_POSTGRESQL;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(open)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the open transactions could not be counted", e);
        }
    }

    @Override
    public void close() {
        merchant.close();
        database.close();
    }
}
