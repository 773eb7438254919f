package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseServer;
import dev.crema.benchmark.server.Rows;

/** What long books cost whoever reads them: all of them to verify them, or one moment of an account's past. */
final class History implements Section {
    // Longer books are checked by what is measured here, verify().
    private static final long CHECKED_HERE = 1_000_000;

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
            books.ledger().balance(LongBooks.TILL);
        }
        server.drop("history");
    }
}
