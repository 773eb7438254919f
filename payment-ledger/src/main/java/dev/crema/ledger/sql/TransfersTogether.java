package dev.crema.ledger.sql;

import dev.crema.books.Acceptance;
import dev.crema.books.Accepted;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.journal.Journal;
import java.util.Optional;

/**
 * T1 of transfers that settle at once, outside of any transaction of the host's: their journals go through the ledger's
 * lane with everybody's postings, and each transfer's rows with its journal, so that many callers share one transaction.
 *
 * <p>Only what goes through without a question is done here. A reference that is taken, and an account that is not open
 * yet, are left to the {@link Acceptor}, which has a transaction for each.
 */
final class TransfersTogether {
    private final Database database;
    private final SqlLedger ledger;
    private final Bookings bookings;

    TransfersTogether(Database database, SqlLedger ledger, Bookings bookings) {
        this.database = database;
        this.ledger = ledger;
        this.bookings = bookings;
    }

    /**
     * Accepts and settles the transfer; empty if that is to be done by itself, and then nothing was written.
     *
     * @throws PaymentException if it is refused, as by the {@link Acceptor}
     */
    Optional<Accepted> accept(Acceptance acceptance) {
        return database.isInHostTransaction()
                ? Optional.empty()
                : SettledTransfer.of(acceptance.payment())
                        .filter(transfer -> acceptance.withinBooks() && settled(transfer))
                        .map(transfer -> new Accepted(transfer.payment(), false));
    }

    private boolean settled(SettledTransfer transfer) {
        Journal journal;
        try {
            journal = bookings.settlement(transfer.payment());
        } catch (PaymentException unbookable) {
            return false; // unless its reference is taken, which comes first
        }
        try {
            return ledger.settle(transfer, journal);
        } catch (NotFoundException notOpen) {
            return false;
        }
    }
}
