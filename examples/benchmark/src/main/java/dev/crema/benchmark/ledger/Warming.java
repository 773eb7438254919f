package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.server.DatabaseServer;

/**
 * Callers that nobody counts, before the first round: while the Java virtual machine still compiles, on one processor of
 * two, it is the compiler that is measured.
 */
final class Warming {
    private static final int CALLERS = 64;

    private Warming() {}

    static void up(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        notebook.remark(server.kind() + " getting warm");
        warm(NaiveBank.open(server.create("warm_naive")), size);
        server.drop("warm_naive");
        warm(CremaBank.open(server.create("warm_ledger")), size);
        server.drop("warm_ledger");
    }

    private static void warm(Bank bank, Size size) throws Exception {
        try (bank) {
            for (Pattern pattern : Pattern.values()) {
                ClosedLoad.measure(bank.transfers(pattern), CALLERS, size.warming());
            }
        }
    }
}
