package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseServer;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger against everything that one could do instead on PostgreSQL, each as fast as it can. */
final class PostgreSqlThroughput implements Section {
    private static final List<Integer> TPCB_CLIENTS = List.of(1, 16, 64);
    private static final List<Integer> LEDGER_CALLERS_AT_SLOW_COMMITS = List.of(64);
    private static final List<Integer> BARE_CALLERS = List.of(64);
    private static final List<Integer> LEDGER_CALLERS_ON_BLOAT = List.of(64);
    private static final int POSTING_CALLERS = 64;
    // Two milliseconds are added to every flush of the log, as a slower disk or a standby far away would.
    private static final String SLOW_COMMITS = "options=-c%20commit_delay=2000%20-c%20commit_siblings=0";

    private final Map<Integer, Address> tpcb = new TreeMap<>();
    private final Map<Pattern, BulkLimit> bulk = new EnumMap<>(Pattern.class);

    @Override
    public void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        TpcB program = TpcB.onThisMachine();
        notebook.remark("TPC-B-like transactions by " + program.program());
        fillTpcB(program, server, size);
        for (Pattern pattern : Pattern.values()) {
            notebook.remark("making transfers ready for the bulk limit, " + pattern);
            bulk.put(pattern, madeReady(server, size, pattern));
        }
        Warming.up(server, size, notebook);
        notebook.remark("bloating tables");
        try (CremaBank bloated = Bloat.open(server.create("bloated"), size)) {
            Field.rounds(size.rounds(), server, notebook, field -> {
                tpcb(field, program, size);
                naive(field, size);
                ledger(field, size);
                field.callers("ledger, bloated", bloated, LEDGER_CALLERS_ON_BLOAT, size.timing());
                bulk(field);
            });
        }
        server.drop("bloated");
    }

    private void fillTpcB(TpcB program, DatabaseServer server, Size size) throws Exception {
        tpcb.put(1, server.create("tpcb_1"));
        for (int scale : size.scales()) {
            tpcb.put(scale, server.create("tpcb_" + scale));
        }
        for (Map.Entry<Integer, Address> database : tpcb.entrySet()) {
            program.fill(database.getValue(), database.getKey());
        }
    }

    /** The rows to copy are posted by the ledger itself, on a copy of what they are written to later. */
    private static BulkLimit madeReady(DatabaseServer server, Size size, Pattern pattern) throws Exception {
        String template = "bulk_" + pattern;
        String posted = "bulk_posted_" + pattern;
        CremaBank.open(server.create(template)).close();
        Address address = server.copy(template, posted);
        try (CremaBank bank = CremaBank.reopen(address)) {
            ClosedLoad.measure(bank.transfers(pattern), POSTING_CALLERS, size.timing());
        }
        BulkLimit ready = BulkLimit.copiedFrom(address);
        server.drop(posted);
        return ready;
    }

    private void tpcb(Field field, TpcB program, Size size) {
        for (int clients : TPCB_CLIENTS) {
            for (int scale : size.scales()) {
                tpcb(field, program, size, "tpcb scale " + scale + " clients " + clients, scale, clients);
            }
            if (clients > 1) {
                tpcb(field, program, size, "tpcb one branch clients " + clients, 1, clients);
            }
        }
    }

    private void tpcb(Field field, TpcB program, Size size, String name, int scale, int clients) {
        Address address = tpcb.get(scale);
        if (address == null) {
            throw new IllegalArgumentException("no tables of scale " + scale + " were filled");
        }
        field.add(name, () -> program.run(address, scale, clients, size.timing()), () -> {});
    }

    private static void naive(Field field, Size size) throws SQLException {
        NaiveBank naive = field.until(NaiveBank.open(field.fresh("naive")));
        NaiveBank slow = field.until(NaiveBank.open(field.fresh("naive_slow").with(SLOW_COMMITS)));
        field.callers("naive", naive, Throughput.NAIVE_CALLERS, size.timing());
        field.callers("naive, slow commit", slow, Pattern.HOT, 16, size.timing());
    }

    private static void ledger(Field field, Size size) throws SQLException {
        CremaBank ledger = field.until(CremaBank.open(field.fresh("ledger")));
        CremaBank slow = field.until(CremaBank.open(field.fresh("ledger_slow").with(SLOW_COMMITS)));
        CremaBank bare = field.until(CremaBank.openBare(field.fresh("ledger_bare")));
        field.callers("ledger", ledger, size.callers(), size.timing());
        field.callers("bare ledger", bare, BARE_CALLERS, size.timing());
        for (int callers : LEDGER_CALLERS_AT_SLOW_COMMITS) {
            field.callers("ledger, slow commit", slow, Pattern.HOT, callers, size.timing());
        }
    }

    private void bulk(Field field) throws SQLException {
        for (Map.Entry<Pattern, BulkLimit> ready : bulk.entrySet()) {
            String template = "bulk_" + ready.getKey();
            Address address = field.copy(template, "bulk_run_" + ready.getKey());
            field.add(
                    "bulk limit " + ready.getKey(),
                    () -> ready.getValue().run(address),
                    () -> BooksCheck.check(address));
        }
    }
}
