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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays scenarios in processes that halt at a boundary, one process for each, and takes over from them. The channel's side
 * is in a file, since it outlives whoever asks it. For one thread.
 */
final class Halting implements AutoCloseable {
    private static final int MOST_STEPS = 1000;
    private static final String LOCK = "select * from %s for update";
    private static final List<String> LOCKED =
            List.of("crema_trade", "crema_trade_task", "crema_payment", "crema_task", "crema_delivery");

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
        MortalProcess process = new MortalProcess(kind, url, channel, log);
        boolean halted;
        try {
            halted = process.play(scenario, outcome, reference(plays), point, fault, merchant.clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        merchant.channel.readFrom(channel);
        awaitItsEnd();
        play.recover();
        String where = scenario + " " + outcome + " " + fault + " at " + point + ": ";
        if (!halted) {
            found.add(where + "the boundary was not reached");
        }
        play.found().forEach(what -> found.add(where + what));
        return halted;
    }

    /** Until the server has noticed that its client is gone, what it had locked is skipped rather than taken. */
    private void awaitItsEnd() {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : LOCKED) {
                statement.execute(LOCK.formatted(table));
            }
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException("what a halted process had locked is not let go of", e);
        }
    }

    @Override
    public void close() {
        merchant.close();
        database.close();
    }
}
