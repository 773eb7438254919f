package dev.crema.proof.bank;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens to the bank in the midst of its work; and all the time, answers to commits get lost. */
enum Fault {
    KILL_BRANCH,
    KILL_SERVER,
    /** A branch stands still, whatever it has locked. */
    STOP_BRANCH,
    GO_ON;

    /** Each once, in an order that nobody chose; a branch that stands still goes on at some time afterwards. */
    static List<Fault> inAnyOrder(Random random) {
        List<Fault> faults = new ArrayList<>(List.of(KILL_BRANCH, KILL_SERVER, STOP_BRANCH));
        Collections.shuffle(faults, random);
        int stop = faults.indexOf(STOP_BRANCH);
        faults.add(stop + 1 + random.nextInt(faults.size() - stop), GO_ON);
        return faults;
    }
}
