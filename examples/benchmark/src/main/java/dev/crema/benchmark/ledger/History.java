package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseServer;
import dev.crema.benchmark.server.Rows;
import dev.crema.ledger.Ledger;
import java.time.Instant;
import java.util.SplittableRandom;

/** What long books cost whoever reads them: all of them to verify them, or one moment of an account's past. */
final class History implements Section {
    // Longer books are checked by what is measured here, verify().
    private static final long CHECKED_HERE = 1_000_000;

    private static final int WARMING = 500;
    private static final int READS = 2000;

    @Override
    public void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        Address address = server.create("history");
        try (LongBooks books = LongBooks.open(address)) {
            books.pay(size.verifiedEntries());
            notebook.remark("books of " + Rows.number(address, "select count(*) from crema_entry") + " entries");
            for (int round = 1; round <= size.rounds(); round++) {
                SmallHeapVerification.Verified verified = SmallHeapVerification.of(address);
                notebook.number(server.kind() + " verified entries/s", verified.perSecond());
                notebook.number(server.kind() + " verify heap MiB", verified.heapMib());
            }
            books.fillTill(size.pastEntries());
            notebook.remark("an account with " + books.tillEntries() + " entries");
            if (size.pastEntries() <= CHECKED_HERE) {
                BooksCheck.check(address);
            }
            for (int round = 1; round <= size.rounds(); round++) {
                notebook.number(server.kind() + " past balance / present balance", pastToPresent(books, round));
            }
        }
        server.drop("history");
    }

    /** Both in turn, on one thread: instants of the whole year, none of which is read again soon. */
    private static double pastToPresent(LongBooks books, int round) {
        Ledger ledger = books.ledger();
        SplittableRandom random = new SplittableRandom(round);
        long past = 0;
        long present = 0;
        for (int i = 0; i < WARMING + READS; i++) {
            Instant at = books.at(random.nextDouble());
            long start = System.nanoTime();
            ledger.balanceAt(LongBooks.TILL, at);
            long between = System.nanoTime();
            ledger.balance(LongBooks.TILL);
            long end = System.nanoTime();
            if (i >= WARMING) {
                past += between - start;
                present += end - between;
            }
        }
        return (double) past / present;
    }
}
