package dev.crema.proof.trial;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a proof says: how it goes, by the second, and in the end its verdict. */
public final class Minutes {
    private static final int MOST_TOLD = 40;

    private final PrintStream out;
    private final long began = System.nanoTime();

    public Minutes(PrintStream out) {
        this.out = out;
    }

    /** One line, with the time since the beginning. */
    public synchronized void say(String what) {
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        out.println("[" + seconds + " s] " + what);
    }

    /** Where something came from that nobody expected. */
    public synchronized void trace(Throwable failure) {
        failure.printStackTrace(out);
    }

    /**
     * Tells what was found, and in the last line what came of it all.
     *
     * @param counts how that line begins; the findings, or that there are none, follow
     * @return whether nothing was found
     */
    public synchronized boolean verdict(String counts, Findings findings) {
        List<String> all = findings.all();
        all.stream().limit(MOST_TOLD).forEach(finding -> out.println("  " + finding));
        Optional<String> first = all.stream().findFirst();
        out.println(counts
                + first.map(worst -> " FAIL: " + all.size() + " found, first " + firstLine(worst))
                        .orElse(" PASS"));
        return first.isEmpty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
