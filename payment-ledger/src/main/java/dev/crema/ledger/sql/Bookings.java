package dev.crema.ledger.sql;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PaymentPostings;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.payment.Difference;
import dev.crema.payment.Payment;
import dev.crema.payment.Transfer;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a payment does to the accounts, inside the transaction that does it to the payment. */
final class Bookings {
    private static final Logger log = LoggerFactory.getLogger(Bookings.class);

    private final LedgerTables ledger;
    private final AccountTable accounts;
    private final ChartOfAccounts chart;
    private final PaymentPostings postings;

    Bookings(Dialect dialect, ChartOfAccounts chart, PaymentPostings postings) {
        this.ledger = new LedgerTables(dialect);
        this.accounts = new AccountTable(dialect);
        this.chart = chart;
        this.postings = postings;
    }

    /** Makes sure before anything is sent that the money can be booked where it is to go. */
    void prepare(Handle handle, Payment payment) {
        Stream<AccountId> parties = payment.request() instanceof Transfer transfer
                ? transfer.parts().stream().map(Transfer.Part::to)
                : Stream.empty();
        Stream.concat(payment.into().stream(), parties)
                .forEach(into -> accounts.findOpened(handle, payment.scope(), into)
                        .ifPresentOrElse(
                                account -> account.requireCurrency(payment.amount()),
                                () -> open(
                                        handle, payment, into, payment.amount().currency())));
    }

    /** Sets the amount aside in the account that will be debited. */
    void hold(Handle handle, Payment payment) {
        ledger.placeHold(
                handle,
                payment.scope(),
                payment.from().orElseThrow(),
                PaymentPostings.reference(payment),
                payment.amount(),
                payment.updatedAt());
    }

    /** What a payment books that succeeded. */
    Journal settlement(Payment payment) {
        return postings.settlement(payment);
    }

    /** Moves the money of a payment that succeeded, out of its hold if it has one. */
    void settle(Handle handle, Payment payment) {
        Journal journal = settlement(payment);
        openMissing(handle, payment, journal);
        if (payment.from().isPresent() && !settledAtOnce(payment)) {
            ledger.captureHold(
                    handle,
                    payment.scope(),
                    payment.from().get(),
                    PaymentPostings.reference(payment),
                    journal,
                    payment.updatedAt());
        } else {
            ledger.post(handle, payment.scope(), journal, payment.updatedAt());
        }
    }

    /** Gives back what was set aside. */
    void release(Handle handle, Payment payment) {
        ledger.releaseHold(
                handle,
                payment.scope(),
                payment.from().orElseThrow(),
                PaymentPostings.reference(payment),
                payment.updatedAt());
    }

    /** Books money that really moved and can not be explained yet. */
    Journal suspend(Handle handle, Payment payment, Difference difference, int number) {
        Journal journal = postings.suspense(payment, difference, number);
        openMissing(handle, payment, journal);
        ledger.post(handle, payment.scope(), journal, difference.foundAt());
        return journal;
    }

    /** Books money back that had gone out and was returned: where it came from, or to suspense where that is refused. */
    void giveBack(Handle handle, Payment payment, Instant now) {
        try {
            ledger.post(handle, payment.scope(), postings.returned(payment), now);
        } catch (AmountExceededException
                | InvalidRequestException
                | InvalidStateException
                | NotFoundException refused) {
            log.error("payment {} was returned and {} can not take it", payment.id(), payment.from(), refused);
            Journal journal = postings.recovered(payment);
            openMissing(handle, payment, journal);
            ledger.post(handle, payment.scope(), journal, now);
        }
    }

    /** A payment within the books that nobody held never had a hold. */
    private static boolean settledAtOnce(Payment payment) {
        return payment.staysWithinBooks()
                && payment.deadline().isEmpty()
                && payment.reviewUntil().isEmpty();
    }

    /** Accounts are opened as payments meet them; only money is never taken from an account that is not there. */
    private void openMissing(Handle handle, Payment payment, Journal journal) {
        for (Line line : journal.lines()) {
            AccountId id = line.account();
            if (accounts.findOpened(handle, payment.scope(), id).isPresent()) {
                continue;
            }
            if (payment.from().equals(Optional.of(id))) {
                throw new NotFoundException("no account " + id);
            }
            open(handle, payment, id, line.amount().currency());
        }
    }

    private void open(Handle handle, Payment payment, AccountId id, Currency currency) {
        ledger.openIfAbsent(handle, payment.scope(), chart.account(id, currency), payment.updatedAt());
    }
}
