package dev.crema.proof;

import dev.crema.proof.bank.Bank;
import dev.crema.proof.crash.Crash;
import dev.crema.proof.planted.Planted;
import dev.crema.proof.shopkill.ShopKill;
import dev.crema.proof.simulate.Simulate;
import dev.crema.proof.soak.Soak;
import dev.crema.proof.trial.Trial;
import java.io.PrintStream;
import java.util.List;

/** Tries to make Crema's promises false, and says whether that worked. */
public final class Proof {
    private static final int NOT_UNDERSTOOD = 2;

    private static final String USAGE = """
            usage: examples/proof/run <proof> [options]

              shop-kill --rounds N [--database postgresql|h2|h2-delayed] [--seed S] [--shop JAR]
                  Kills the coffee shop and its database with SIGKILL while orders pour in and starts them again on the
                  same data, N times. In the end nothing that was acknowledged may be lost, nothing done twice, and the
                  books have to be right. H2 does not keep every transaction whole when it is killed, so with h2 a run may
                  fail now and then; with h2-delayed it forgets what it has just acknowledged: that has to fail.

              bank --rounds N [--database postgresql|mariadb|postgresql-delayed] [--seed S]
                  Two processes with 16 threads each post to one ledger on a real database server. In each round a process is
                  killed with SIGKILL, and so is the server; a process stands still; and answers to commits get lost.
                  Nothing that was acknowledged may be lost, nothing done twice, and the books have to be as if journals
                  had been posted one after the other. With postgresql-delayed the server forgets what it has just
                  acknowledged: that has to fail.

              simulate --seeds N [--seed S]
                  The whole engine on a virtual clock, once for each of N seeds from S on: callers ask for all forms of
                  payments while channels, the database, the nodes and their clocks fail as the seed decides. Then the
                  faults end, but for one channel that is dead for good, and eight days later everything has to have
                  come to its end and be booked as it moved. A seed that fails is told with all that happened.

              crash [--database h2|postgresql|mariadb] [--every N] [--only SCENARIO]
                  A fault at each statement, commit, rollback, send and receive of everything that a host can ask for: the
                  process dies before or after it, it fails once or always, or its answer is lost. Another process takes
                  over, and nothing may be lost or done twice. On a database server a real process halts, at every 40th
                  boundary unless --every says otherwise.

              soak --minutes N [--database postgresql|mariadb]
                  Twice as many payouts arrive as their channel gets done, for N minutes, and then none. Heap, threads,
                  connections and open files have to stay where they were, and all of it has to be done in the end, once.

              planted-bugs [--database h2|postgresql|mariadb]
                  Breaks the library on purpose, in one way after the other, and names the test that notices; on a
                  database server the ledger alone. Needs the sources, and compiles the broken ones in memory.

            The last line ends with PASS, and the exit code is 0, or it says FAIL and why, and the exit code is 1.
            """;

    private Proof() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Returns the exit code: 0 for a pass, 1 for a fail, 2 if the arguments make no sense. */
    static int run(List<String> arguments, PrintStream out) {
        if (arguments.isEmpty()) {
            out.print(USAGE);
            return NOT_UNDERSTOOD;
        }
        try {
            Trial proof = proof(arguments.get(0), arguments.subList(1, arguments.size()), out);
            return proof.run() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println();
            out.print(USAGE);
            return NOT_UNDERSTOOD;
        }
    }

    private static Trial proof(String name, List<String> options, PrintStream out) {
        return switch (name) {
            case "shop-kill" -> ShopKill.of(options, out);
            case "bank" -> Bank.of(options, out);
            case "crash" -> Crash.of(options, out);
            case "simulate" -> Simulate.of(options, out);
            case "soak" -> Soak.of(options, out);
            case "planted-bugs" -> Planted.of(options, out);
            default -> throw new IllegalArgumentException("There is no proof \"" + name + "\".");
        };
    }
}
