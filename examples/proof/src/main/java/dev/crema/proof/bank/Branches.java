package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The two branches that are open at a time; in the place of one that is killed another is opened. */
final class Branches implements AutoCloseable {
    private static final int OPEN = 2;

    private final String url;
    private final Path log;
    private final Findings findings;
    private final List<BranchProcess> open = new ArrayList<>();
    private int opened;

    /** @param url where they find the database */
    Branches(String url, Path log, Findings findings) {
        this.url = url;
        this.log = log;
        this.findings = findings;
    }

    void work(Shift shift, Memory memory) {
        open.forEach(branch -> branch.work(shift, memory));
        while (open.size() < OPEN) {
            open.add(next(shift, memory));
        }
    }

    /** Whether all have begun. */
    boolean areAtWork() {
        return open.stream().allMatch(BranchProcess::isAtWork);
    }

    private BranchProcess next(Shift shift, Memory memory) {
        opened++;
        return BranchProcess.open(opened, url, log, shift, memory, findings);
    }

    void killOne(Random random, Shift shift, Memory memory) {
        int which = random.nextInt(OPEN);
        open.get(which).kill();
        open.set(which, next(shift, memory));
    }

    void stopOne(Random random) {
        open.get(random.nextInt(OPEN)).stop();
    }

    void goOn() {
        open.forEach(BranchProcess::goOn);
    }

    void rest() {
        open.forEach(BranchProcess::rest);
    }

    @Override
    public void close() {
        open.forEach(BranchProcess::close);
    }
}
