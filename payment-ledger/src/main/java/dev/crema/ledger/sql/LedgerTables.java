package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jdbi.v3.core.Handle;

/**
 * The ledger on the tables, as steps of a transaction that somebody else runs. Every step is done once however often it
 * is asked for, answers a repeat as the first time, and judges before it writes: what it refuses has written nothing, so
 * a caller may catch the refusal and go on in the same transaction.
 *
 * <p>Each step locks the accounts it needs, in the order of their ids. A transaction of several steps must keep that
 * order over all of them, and best locks all of its accounts first with {@link #lock}; locking again costs a read.
 *
 * <p>Times never run backwards within an account: an entry is booked at the given instant or when the account's last
 * one was, whichever is later. Stateless.
 */
final class LedgerTables {
    private final AccountTable accounts;
    private final JournalTable journals;
    private final HoldTable holds;

    LedgerTables(Dialect dialect) {
        this.accounts = new AccountTable(dialect);
        this.journals = new JournalTable(dialect);
        this.holds = new HoldTable(dialect);
    }

    /**
     * Opens the account unless it is open.
     *
     * @return whether it is new
     * @throws IdempotencyConflictException if it is open with another definition
     */
    boolean openIfAbsent(Handle handle, Scope scope, Account account, Instant now) {
        return accounts.openIfAbsent(handle, scope, account, now);
    }

    /**
     * Locks the accounts until the transaction ends.
     *
     * @return their rows, in the order of their ids
     * @throws NotFoundException naming those that are not open in the scope
     */
    SortedMap<AccountId, AccountRow> lock(Handle handle, Scope scope, Collection<AccountId> ids) {
        return accounts.lock(handle, scope, ids);
    }

    /**
     * Posts the journal.
     *
     * @throws IdempotencyConflictException if its reference was posted with other content
     * @throws NotFoundException if one of its accounts is not open
     * @throws InvalidRequestException if an amount is not in its account's currency
     * @throws InsufficientFundsException if an account would fall below its floor
     * @throws AmountExceededException if an account cannot count that much
     */
    PostedJournal post(Handle handle, Scope scope, Journal journal, Instant now) {
        Booking booking;
        try {
            SortedMap<AccountId, AccountRow> locked = accounts.lock(handle, scope, journal.accounts());
            booking = Booking.of(JournalId.of(scope, journal.reference()), journal, locked, now);
            booking.requireAllowed();
        } catch (PaymentException refusal) {
            // What was posted before is answered, not judged anew by the balances of today.
            return journals.repeated(handle, scope, journal).orElseThrow(() -> refusal);
        }
        if (!write(handle, scope, journal, booking)) {
            return journals.repeated(handle, scope, journal)
                    .orElseThrow(() -> JournalTable.beingPosted(journal.reference()));
        }
        return booking.posted();
    }

    private boolean write(Handle handle, Scope scope, Journal journal, Booking booking) {
        boolean isNew = journals.insertIfAbsent(handle, scope, journal, booking.posted());
        if (isNew) {
            accounts.update(handle, scope, booking.changes().values());
        }
        return isNew;
    }

    /**
     * Sets an amount of the account's balance aside.
     *
     * @param amount above zero, in the account's currency
     * @return the hold, as it stands now if it was placed before
     * @throws IdempotencyConflictException if its reference was used in this account for another amount
     * @throws NotFoundException if the account is not open
     * @throws InsufficientFundsException if so much is not available
     */
    Hold placeHold(Handle handle, Scope scope, AccountId id, Reference reference, Money amount, Instant now) {
        amount.requirePositive("amount");
        SortedMap<AccountId, AccountRow> locked = accounts.lock(handle, scope, List.of(id));
        AccountRow before = AccountTable.row(locked, id);
        before.requireCurrency(amount);
        AccountRow.Change change;
        try {
            change = new AccountRow.Change(before, before.held(amount.minor()));
            change.requireAllowed();
        } catch (PaymentException refusal) {
            return placed(handle, scope, before, reference, amount).orElseThrow(() -> refusal);
        }
        Hold hold = new Hold(id, reference, amount, Hold.State.OPEN, Money.zero(amount.currency()));
        if (!holds.insertIfAbsent(handle, scope, hold, now)) {
            return placed(handle, scope, before, reference, amount)
                    .orElseThrow(() -> new ConcurrencyException("a hold appeared under its account's lock; repeat"));
        }
        accounts.update(handle, scope, List.of(change));
        return hold;
    }

    private Optional<Hold> placed(Handle handle, Scope scope, AccountRow account, Reference reference, Money amount) {
        Optional<Hold> hold = holds.find(handle, scope, account, reference).map(HoldTable.Row::hold);
        hold.ifPresent(first -> {
            if (!first.amount().equals(amount)) {
                throw new IdempotencyConflictException("reference: " + reference + " holds " + first.amount() + " of "
                        + account.id() + ", not " + amount + "; use a new reference");
            }
        });
        return hold;
    }

    /**
     * Posts a journal that draws on a hold, and ends the hold. What the journal leaves of it is available again.
     *
     * @param journal takes from the account more than nothing and at most what is held
     * @throws NotFoundException if there is no such hold, or an account of the journal is not open
     * @throws InvalidStateException if the hold was released, or captured by another journal
     * @throws AmountExceededException if the journal takes more than is held
     * @throws IdempotencyConflictException if the journal's reference was posted otherwise before
     */
    PostedJournal captureHold(
            Handle handle, Scope scope, AccountId id, Reference reference, Journal journal, Instant now) {
        SortedSet<AccountId> touched = journal.accounts();
        touched.add(id);
        SortedMap<AccountId, AccountRow> locked = accounts.lock(handle, scope, touched);
        AccountRow account = AccountTable.row(locked, id);
        HoldTable.Row found = hold(handle, scope, account, reference);
        JournalId journalId = JournalId.of(scope, journal.reference());
        if (found.hold().state() != Hold.State.OPEN) {
            return captured(handle, scope, found, journal, journalId);
        }
        Hold ended = captureOf(found.hold(), journal, account);
        Booking booking = Booking.of(journalId, journal, locked, now)
                .releasing(id, found.hold().amount().minor());
        booking.requireAllowed();
        if (!write(handle, scope, journal, booking)) {
            throw new IdempotencyConflictException("reference: " + journal.reference()
                    + " was posted before, but not to capture hold " + reference + "; use a new reference");
        }
        holds.end(handle, scope, ended, journalId, now);
        return booking.posted();
    }

    private PostedJournal captured(
            Handle handle, Scope scope, HoldTable.Row found, Journal journal, JournalId journalId) {
        if (!journalId.equals(found.journal())) {
            throw ended(found.hold(), "captured by " + journal.reference());
        }
        return journals.repeated(handle, scope, journal)
                .orElseThrow(() -> JournalTable.beingPosted(journal.reference()));
    }

    private static Hold captureOf(Hold hold, Journal journal, AccountRow account) {
        long signed = 0;
        for (Line line : journal.lines()) {
            if (line.account().equals(hold.account())) {
                account.requireCurrency(line.amount());
                signed = Math.addExact(signed, line.signedMinor());
            }
        }
        Money taken = account.amount(-account.account().kind().normalSide().sign() * signed);
        if (!taken.isPositive()) {
            throw new InvalidRequestException(
                    "lines", "take nothing from " + hold.account() + ", where hold " + hold.reference() + " is");
        }
        if (taken.isGreaterThan(hold.amount())) {
            throw new AmountExceededException("lines: " + taken + " are taken from " + hold.account() + " where hold "
                    + hold.reference() + " has " + hold.amount());
        }
        return new Hold(hold.account(), hold.reference(), hold.amount(), Hold.State.CAPTURED, taken);
    }

    /**
     * Ends a hold so that its amount is available again.
     *
     * @throws NotFoundException if there is no such hold
     * @throws InvalidStateException if it was captured
     */
    Hold releaseHold(Handle handle, Scope scope, AccountId id, Reference reference, Instant now) {
        SortedMap<AccountId, AccountRow> locked = accounts.lock(handle, scope, List.of(id));
        AccountRow account = AccountTable.row(locked, id);
        Hold hold = hold(handle, scope, account, reference).hold();
        if (hold.state() == Hold.State.RELEASED) {
            return hold;
        }
        if (hold.state() == Hold.State.CAPTURED) {
            throw ended(hold, "released");
        }
        Hold released = new Hold(id, reference, hold.amount(), Hold.State.RELEASED, hold.captured());
        holds.end(handle, scope, released, null, now);
        AccountRow less = account.held(-hold.amount().minor());
        accounts.update(handle, scope, List.of(new AccountRow.Change(account, less)));
        return released;
    }

    private HoldTable.Row hold(Handle handle, Scope scope, AccountRow account, Reference reference) {
        return holds.find(handle, scope, account, reference)
                .orElseThrow(() -> new NotFoundException("hold: there is no " + reference + " in " + account.id()));
    }

    private static InvalidStateException ended(Hold hold, String wish) {
        return new InvalidStateException("hold: " + hold.reference() + " in " + hold.account() + " is "
                + hold.state().name().toLowerCase(Locale.ROOT) + " and can no longer be " + wish);
    }

    Optional<AccountRow> find(Handle handle, Scope scope, AccountId id) {
        return accounts.find(handle, scope, id);
    }

    /** All accounts of the scope, in the order of their ids, as of one moment. */
    List<AccountRow> all(Handle handle, Scope scope) {
        return accounts.all(handle, scope);
    }

    Optional<PostedJournal> journal(Handle handle, Scope scope, Reference reference) {
        return journals.find(handle, scope, reference);
    }

    /** The entries of the account with numbers above the given, in order, at most so many. */
    List<Entry> entries(Handle handle, Scope scope, AccountId id, long after, int most) {
        return journals.entriesOfAccount(handle, scope, id, after, most);
    }
}
