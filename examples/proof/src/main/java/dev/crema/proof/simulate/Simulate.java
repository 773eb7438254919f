package dev.crema.proof.simulate;

import dev.crema.ledger.simulation.Life;
import dev.crema.ledger.simulation.Lives;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Options;
import dev.crema.proof.trial.Trial;
import dev.crema.simulation.Fault;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** Lets the engine live through as many seeds as asked for. */
public final class Simulate implements Trial {
    private static final int SAID_EVERY = 50;
    private static final double DAYS_A_YEAR = 365.25;

    private final long first;
    private final int seeds;
    private final PrintStream out;
    private final Minutes minutes;
    private final Findings findings = new Findings();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private Duration time = Duration.ZERO;
    private long stuck;
    private int lived;

    private Simulate(long first, int seeds, PrintStream out) {
        this.first = first;
        this.seeds = seeds;
        this.out = out;
        this.minutes = new Minutes(out);
    }

    /**
     * Reads what it is asked for.
     *
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static Trial of(List<String> options, PrintStream out) {
        Options given = Options.seeds("simulate", options);
        return new Simulate(given.seed(), given.seeds(), out);
    }

    @Override
    public boolean run() {
        minutes.say("proof simulate: seeds=" + seeds + " from seed " + first);
        Lives.live(LongStream.range(first, first + seeds), life -> {
            take(life);
            if (++lived % SAID_EVERY == 0) {
                minutes.say(lived + " of " + seeds);
            }
            return true;
        });
        faults.forEach((fault, times) ->
                out.println("  " + fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + "=" + times));
        int all = faults.values().stream().mapToInt(Integer::intValue).sum();
        String years = String.format(Locale.ROOT, "%.1f", (double) time.toDays() / DAYS_A_YEAR);
        return minutes.verdict(
                "proof simulate: seeds=" + seeds + " virtual-years=" + years + " faults=" + all + " lost="
                        + findings.count(Findings.Kind.LOST) + " doubled=" + findings.count(Findings.Kind.DOUBLED)
                        + " stuck=" + stuck,
                findings);
    }

    private void take(Life life) {
        time = time.plus(life.time());
        life.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
        if (!life.isSound()) {
            out.println(life.story());
        }
        for (String found : life.found()) {
            Findings.Kind kind = found.startsWith("LOST ")
                    ? Findings.Kind.LOST
                    : found.startsWith("DOUBLED ") ? Findings.Kind.DOUBLED : Findings.Kind.WRONG;
            findings.add(kind, "seed " + life.seed() + ": " + found);
        }
        stuck += life.count("STUCK");
    }
}
