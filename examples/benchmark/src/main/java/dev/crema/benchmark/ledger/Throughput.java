package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.DatabaseServer;
import java.util.List;

/** The ledger against the naive bank, both as fast as they can, on any database. */
final class Throughput implements Section {
    static final List<Integer> NAIVE_CALLERS = List.of(16);

    @Override
    public void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        Warming.up(server, size, notebook);
        Field.rounds(size.rounds(), server, notebook, field -> {
            NaiveBank naive = field.until(NaiveBank.open(field.fresh("naive")));
            CremaBank ledger = field.until(CremaBank.open(field.fresh("ledger")));
            field.callers("naive", naive, NAIVE_CALLERS, size.timing());
            field.callers("ledger", ledger, size.callers(), size.timing());
        });
    }
}
