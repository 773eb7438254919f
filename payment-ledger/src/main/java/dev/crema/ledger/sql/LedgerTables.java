package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.sql.BatchSql.Patience;
import dev.crema.ledger.sql.Command.Place;
import dev.crema.ledger.sql.Command.Post;
import dev.crema.ledger.sql.Command.Release;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The ledger on the tables, as steps of a transaction that somebody else runs. Every step is done once however often it
 * is asked for, answers a repeat as the first time, and judges before it writes: what it refuses has written nothing, so
 * a caller may catch the refusal and go on in the same transaction.
 *
 * <p>Each step locks the accounts it needs, in the order of their ids. A transaction of several steps must keep that
 * order over all of them.
 *
 * <p>Times never run backwards within an account: an entry is booked at the given instant or just after the account's
 * last one, whichever is later. Stateless.
 */
final class LedgerTables {
    private final AccountTable accounts;
    private final Batch batch;

    LedgerTables(Dialect dialect) {
        this(new AccountTable(dialect), new Batch(dialect));
    }

    LedgerTables(AccountTable accounts, Batch batch) {
        this.accounts = accounts;
        this.batch = batch;
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
     * Posts the journal.
     *
     * @throws IdempotencyConflictException if its reference was posted with other content
     * @throws NotFoundException if one of its accounts is not open
     * @throws InvalidRequestException if an amount is not in its account's currency
     * @throws InvalidStateException if an account is frozen or closed, or its books are closed for the effective day
     * @throws InsufficientFundsException if an account would fall below its floor
     * @throws AmountExceededException if an account would rise above its ceiling, or cannot count that much
     */
    PostedJournal post(Handle handle, Scope scope, Journal journal, Instant now) {
        return (PostedJournal) one(handle, Post.of(scope, journal), now);
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
        return (Hold) one(handle, new Place(key(scope, id, reference), amount, null), now);
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
        return (PostedJournal) one(handle, Post.capture(scope, journal, key(scope, id, reference), true), now);
    }

    /**
     * Ends a hold so that its amount is available again.
     *
     * @throws NotFoundException if there is no such hold
     * @throws InvalidStateException if it was captured
     */
    Hold releaseHold(Handle handle, Scope scope, AccountId id, Reference reference, Instant now) {
        return (Hold) one(handle, new Release(key(scope, id, reference), false), now);
    }

    private static HoldKey key(Scope scope, AccountId id, Reference reference) {
        return new HoldKey(new AccountKey(scope, id), reference);
    }

    private Object one(Handle handle, Command command, Instant now) {
        return one(handle, Request.of(command), now).get(0);
    }

    /** Does one request in whatever transaction is open on the handle. */
    List<Object> one(Handle handle, Request request, Instant now) {
        int spread = (int) Thread.currentThread().getId();
        return batch.hotAccounts().through(request, spread, routed -> outcome(handle, routed, now));
    }

    /** As {@link #one}, but a request that is better done on other rows is thrown back, with nothing written. */
    Outcome attempt(Handle handle, Request request, Instant now) {
        Outcome outcome = outcome(handle, request, now);
        @Nullable Reroute elsewhere = Reroute.of(outcome.failure());
        if (elsewhere != null) {
            throw elsewhere; // so that the transaction lets go of the locks that it has in vain
        }
        return Outcome.done(outcome.orThrow());
    }

    /** What becomes of the request, with nothing thrown for what was judged. */
    Outcome outcome(Handle handle, Request request, Instant now) {
        return batch.run(handle.getConnection(), List.of(request), now, Patience.WAIT, false)
                .get(0);
    }
}
