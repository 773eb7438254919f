package dev.crema.proof.planted;

import dev.crema.ledger.planted.PlantedBugs;
import dev.crema.ledger.planted.PlantedBugs.Fate;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Trial;
import java.io.PrintStream;
import java.util.List;

/** Plants every bug there is, one at a time, and tells which test caught it. */
public final class Planted implements Trial {
    private static final int SHOWN = 160;

    private final Minutes minutes;
    private final Findings findings = new Findings();
    private int planted;
    private int caught;

    private Planted(PrintStream out) {
        this.minutes = new Minutes(out);
    }

    /**
     * Reads what it is asked for, which is nothing.
     *
     * @throws IllegalArgumentException if there are options
     */
    public static Trial of(List<String> options, PrintStream out) {
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("planted-bugs has no option \"" + options.get(0) + "\".");
        }
        return new Planted(out);
    }

    @Override
    public boolean run() {
        PlantedBugs.all().forEachOrdered(this::take);
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
