package dev.crema.proof.crash;

import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.crash.Enumeration;
import dev.crema.ledger.crash.Enumeration.Result;
import dev.crema.ledger.crash.Scenario;
import dev.crema.ledger.crash.Scenarios;
import dev.crema.proof.server.DatabaseServer;
import dev.crema.proof.server.MariaDb;
import dev.crema.proof.server.PostgreSql;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Options;
import dev.crema.proof.trial.Trial;
import dev.crema.proof.trial.Workplace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Has a fault strike at every boundary on H2, or ends real processes at a sample of them on a database server. */
public final class Crash implements Trial {
    private static final int EVERY_OF_A_SERVER = 40;
    private static final Set<String> OPTIONS = Set.of("--database", "--every", "--only");

    private final String database;
    private final int every;
    private final String only;
    private final Minutes minutes;
    private final Findings findings = new Findings();
    private Result sum = Result.none();

    private Crash(String database, int every, String only, Minutes minutes) {
        this.database = database;
        this.every = every;
        this.only = only;
        this.minutes = minutes;
    }

    /**
     * Reads what it is asked for.
     *
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static Trial of(List<String> options, PrintStream out) {
        Options given = Options.of("crash", options, OPTIONS);
        String database = given.value("--database").orElse("h2");
        if (!Set.of("h2", "postgresql", "mariadb").contains(database)) {
            throw new IllegalArgumentException("--database: give h2, postgresql or mariadb.");
        }
        int every = given.value("--every").isPresent()
                ? given.times("--every")
                : database.equals("h2") ? 1 : EVERY_OF_A_SERVER;
        return new Crash(database, every, given.value("--only").orElse(""), new Minutes(out));
    }

    @Override
    public boolean run() {
        minutes.say("proof crash: database=" + database + " every=" + every);
        try {
            if (database.equals("h2")) {
                inMemory();
            } else {
                onServer();
            }
        } catch (IOException | RuntimeException e) {
            findings.add(Kind.WRONG, "the run broke off: " + e);
            minutes.trace(e);
        }
        if (sum.cases() != sum.chosen() || sum.cases() == 0) {
            findings.add(Kind.WRONG, sum.cases() + " faults struck instead of " + sum.chosen());
        }
        return minutes.verdict(
                "proof crash: boundaries=" + sum.boundaries() + " cases=" + sum.cases() + " lost="
                        + findings.count(Kind.LOST) + " doubled=" + findings.count(Kind.DOUBLED),
                findings);
    }

    private Stream<Scenario> scenarios() {
        return Stream.concat(Scenarios.payments().stream(), Scenarios.trades().stream())
                .filter(scenario -> only.isEmpty() || scenario.name().equals(only));
    }

    private void inMemory() {
        try (Enumeration enumeration = new Enumeration()) {
            Map<String, CompletableFuture<Result>> results = new LinkedHashMap<>();
            scenarios()
                    .forEach(scenario -> scenario.outcomes()
                            .forEach(outcome -> results.put(
                                    scenario + " " + outcome,
                                    every == 1
                                            ? enumeration.all(scenario, outcome)
                                            : enumeration.sample(scenario, outcome, every))));
            results.forEach((what, result) -> take(what, result.join()));
        }
    }

    private void onServer() throws IOException {
        Workplace workplace = Workplace.create("crash");
        try (DatabaseServer server = start(workplace.directory());
                Halting halting = Halting.on(kind(), server, workplace.directory())) {
            scenarios()
                    .forEach(scenario -> scenario.outcomes()
                            .forEach(
                                    outcome -> take(scenario + " " + outcome, halting.play(scenario, outcome, every))));
        }
        if (findings.isEmpty()) {
            workplace.clear();
        } else {
            minutes.say("the database and the logs are in " + workplace.directory());
        }
    }

    private DatabaseServer start(Path directory) throws IOException {
        return database.equals("mariadb") ? MariaDb.start(directory) : PostgreSql.start(directory);
    }

    private TestDatabase.Kind kind() {
        return database.equals("mariadb") ? TestDatabase.Kind.MARIADB : TestDatabase.Kind.POSTGRESQL;
    }

    private void take(String what, Result result) {
        sum = sum.plus(result);
        minutes.say(what + ": boundaries=" + result.boundaries() + " cases=" + result.cases() + " states="
                + result.states() + " found=" + result.found().size());
        result.found().forEach(found -> findings.add(kind(found), found));
    }

    /** By the words of what checks it. */
    private static Kind kind(String found) {
        if (found.contains("LOST ")) {
            return Kind.LOST;
        }
        return found.contains("DOUBLED ") || found.contains("I-07") || found.contains("I-12")
                ? Kind.DOUBLED
                : Kind.WRONG;
    }
}
