package dev.crema.proof.planted;

import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.planted.PlantedBugs;
import dev.crema.ledger.planted.PlantedBugs.Fate;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Options;
import dev.crema.proof.trial.Trial;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Plants every bug there is, one at a time, on H2, or those of the ledger on a server, and tells which test caught it. */
public final class Planted implements Trial {
    private static final int SHOWN = 160;

    private final Minutes minutes;
    private final Findings findings = new Findings();
    private final Supplier<Stream<Fate>> bugs;
    private int planted;
    private int caught;

    private Planted(Supplier<Stream<Fate>> bugs, PrintStream out) {
        this.bugs = bugs;
        this.minutes = new Minutes(out);
    }

    /**
     * Reads what it is asked for.
     *
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static Trial of(List<String> options, PrintStream out) {
        if (options.contains("--seed")) {
            throw new IllegalArgumentException("planted-bugs has no option \"--seed\".");
        }
        String database = Options.of("planted-bugs", options, Set.of("--database"))
                .value("--database")
                .orElse("h2");
        return switch (database) {
            case "h2" -> new Planted(PlantedBugs::all, out);
            case "postgresql" -> new Planted(() -> PlantedBugs.ofTheLedger(TestDatabase.Kind.POSTGRESQL), out);
            case "mariadb" -> new Planted(() -> PlantedBugs.ofTheLedger(TestDatabase.Kind.MARIADB), out);
            default -> throw new IllegalArgumentException("--database: give h2, postgresql or mariadb.");
        };
    }

    @Override
    public boolean run() {
        bugs.get().forEachOrdered(this::take);
        return minutes.verdict("proof planted-bugs: planted=" + planted + " caught=" + caught, findings);
    }

    private void take(Fate fate) {
        planted++;
        if (fate.caughtBy().isPresent()) {
            caught++;
            String by = fate.caughtBy().get().replaceAll("\\s+", " ");
            minutes.say("caught: " + fate.bug() + " - by " + by.substring(0, Math.min(SHOWN, by.length())));
        } else {
            minutes.say("NOT caught: " + fate.bug());
            findings.add(Findings.Kind.WRONG, "nobody notices that " + fate.bug());
        }
    }
}
