package dev.crema.proof.crash;

import dev.crema.failure.StorageException;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.crash.Play;
import dev.crema.ledger.crash.Scenario;
import dev.crema.ledger.crash.Scenarios;
import dev.crema.ledger.payments.Merchant;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** A process that plays one scenario and halts at one of its boundaries: no finally, no shutdown hook, no farewell. */
final class Mortal {
    /** The exit code of a process that has halted as it should. */
    static final int HALTED = 77;

    /** The exit code of a process that could not even open the database: nothing was played. */
    static final int NOT_BEGUN = 78;

    private static final int MOST_STEPS = 1000;

    private Mortal() {}

    public static void main(String[] arguments) {
        TestDatabase database = TestDatabase.at(TestDatabase.Kind.valueOf(arguments[0]), arguments[1]);
        Path channel = Path.of(arguments[2]);
        Scenario scenario = Stream.concat(Scenarios.payments().stream(), Scenarios.trades().stream())
                .filter(one -> one.name().equals(arguments[3]))
                .findFirst()
                .orElseThrow();
        Merchant merchant = open(database);
        merchant.clock.set(Instant.parse(arguments[8]));
        merchant.channel.readFrom(channel);
        CrashPoints crash = CrashPoints.at(
                database.dataSource(),
                Integer.parseInt(arguments[6]),
                Fault.valueOf(arguments[7]),
                () -> Runtime.getRuntime().halt(HALTED));
        new Play(merchant, scenario, scenario.outcomes().get(Integer.parseInt(arguments[4])), arguments[5])
                .watching(System.out::println)
                .untilTheFault(crash, MOST_STEPS, () -> merchant.channel.writeTo(channel));
        Runtime.getRuntime().halt(0);
    }

    private static Merchant open(TestDatabase database) {
        try {
            return Merchant.punctual(database);
        } catch (StorageException e) {
            Runtime.getRuntime().halt(NOT_BEGUN);
            throw e;
        }
    }
}
