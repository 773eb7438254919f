package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.load.Timing;
import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseServer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/** What is measured against each other in one round, on databases that are made for the round and dropped after it. */
final class Field implements AutoCloseable {
    private final DatabaseServer server;
    private final int round;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final List<Trial> trials = new ArrayList<>();

    private record Trial(String name, Callable<Measured> run, Check check) {}

    /** Looks whether the books are right after a run. */
    interface Check {
        void check() throws SQLException;
    }

    /** Says what takes part in a round. */
    interface Opening {
        void open(Field field) throws Exception;
    }

    private Field(DatabaseServer server, int round) {
        this.server = server;
        this.round = round;
    }

    /** Measures everything once in each round, every other time in the opposite order, so that no drift favours anyone. */
    static void rounds(int rounds, DatabaseServer server, Notebook notebook, Opening opening) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            try (Field field = new Field(server, round)) {
                opening.open(field);
                field.run(notebook);
            }
        }
    }

    DatabaseServer server() {
        return server;
    }

    /** A new database for this round. */
    Address fresh(String name) throws SQLException {
        String database = name + "_" + round;
        Address address = server.create(database);
        toClose.push(() -> server.drop(database));
        return address;
    }

    /** A new database for this round that is as the other is. */
    Address copy(String of, String name) throws SQLException {
        String database = name + "_" + round;
        Address address = server.copy(of, database);
        toClose.push(() -> server.drop(database));
        return address;
    }

    /** Has the bank closed at the end of the round. */
    <B extends Bank> B until(B bank) {
        toClose.push(bank);
        return bank;
    }

    /** Callers of this bank take part, with each pattern. Their names end with the pattern and the number of callers. */
    void callers(String name, Bank bank, List<Integer> callers, Timing timing) {
        for (Pattern pattern : Pattern.values()) {
            for (int number : callers) {
                callers(name, bank, pattern, number, timing);
            }
        }
    }

    void callers(String name, Bank bank, Pattern pattern, int number, Timing timing) {
        add(
                name + " " + pattern + " " + number,
                () -> ClosedLoad.measure(bank.transfers(pattern), number, timing),
                bank::check);
    }

    void add(String name, Callable<Measured> run, Check check) {
        trials.add(new Trial(server.kind() + " " + name, run, check));
    }

    private void run(Notebook notebook) throws Exception {
        if (round % 2 == 0) {
            Collections.reverse(trials);
        }
        for (Trial trial : trials) {
            Measured measured = trial.run().call();
            trial.check().check();
            notebook.load(trial.name(), measured);
        }
    }

    @Override
    public void close() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("something of round " + round + " was left open", e);
            }
        }
    }
}
