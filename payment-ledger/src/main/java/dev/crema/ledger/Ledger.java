package dev.crema.ledger;

import static java.util.Objects.requireNonNull;

import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Accounts;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.audit.Audit;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.queue.PostingQueue;
import dev.crema.ledger.report.Reports;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.ledger.sql.Database;
import dev.crema.ledger.sql.Schema;
import dev.crema.ledger.sql.SqlLedger;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A double-entry ledger in the host's own SQL database, usable without any payment.
 *
 * <pre>{@code
 * Ledger ledger = Ledger.createOn(dataSource);
 * ledger.open(Account.asset("bank:main", "CNY"), Account.liability("wallet:ann", "CNY").neverBelowZero());
 * ledger.post(Journal.of("deposit-1")
 *     .debit("bank:main", Money.of("CNY", "20.00")).credit("wallet:ann", Money.of("CNY", "20.00"))
 *     .balanced());
 * ledger.balance("wallet:ann").available();   // 20.00 CNY
 * System.out.println(ledger.trialBalance());
 * }</pre>
 *
 * <p>Whatever writes is safe to repeat: with the same reference and content it is done once and answered alike, with
 * other content it is refused ({@link dev.crema.failure.IdempotencyConflictException}). Each call is one transaction; if
 * the host has one open on the thread (see {@link HostTransaction}), it is part of that one, and true when the host
 * commits.
 *
 * <p>Besides what is named at each method, all may throw {@link dev.crema.failure.StorageException} and {@link
 * dev.crema.failure.ConcurrencyException}, after which nothing was written, and those that write {@link
 * dev.crema.failure.OutcomeUnknownException}, after which the same call finds out.
 *
 * <p>Safe for use by many threads and, on a database server, by many processes.
 */
public final class Ledger {
    private static final int MOST_ENTRIES = 1000;
    private static final int MOST_LINKED = 100;

    private final SqlLedger books;
    private final Scope scope;

    private Ledger(SqlLedger books, Scope scope) {
        this.books = books;
        this.scope = scope;
    }

    /**
     * The ledger on a database whose tables are there already.
     *
     * @param dataSource a connection pool on H2, PostgreSQL, MariaDB or MySQL
     * @throws dev.crema.failure.ConfigurationException if the tables are missing or of another version, if the database
     *     is not supported, or if it would lose acknowledged commits
     */
    public static Ledger on(DataSource dataSource) {
        return on(dataSource, HostTransaction.NONE, Clock.systemUTC());
    }

    /**
     * The same inside a host with transactions of its own.
     *
     * @param dataSource one that hands out the connection of the host's transaction while that is open on the thread
     */
    public static Ledger on(DataSource dataSource, HostTransaction host, Clock clock) {
        return on(Database.on(dataSource, host), clock);
    }

    /** The same on a database that was looked at before. */
    public static Ledger on(Database database, Clock clock) {
        Schema.of(database).check();
        return on(new SqlLedger(database, requireNonNull(clock, "clock")));
    }

    static Ledger on(SqlLedger books) {
        return new Ledger(books, Scope.DEFAULT);
    }

    /** As {@link #on(DataSource)}, but makes the tables first or brings them up to date, if need be. */
    public static Ledger createOn(DataSource dataSource) {
        Database database = Database.on(dataSource, HostTransaction.NONE);
        Schema.of(database).create();
        return on(database, Clock.systemUTC());
    }

    /** The ledger of a tenant: its accounts, journals and holds are apart from those of any other scope. */
    public Ledger in(Scope scope) {
        return new Ledger(books, requireNonNull(scope, "scope"));
    }

    /**
     * The ledger as part of a transaction of the caller's own: what is posted by it becomes true when the caller
     * commits, and never if it rolls back. For hosts without a {@link HostTransaction}; those with one get the same by
     * themselves. Accounts stay locked until the transaction ends, so keep it short.
     *
     * <p>After a refusal the transaction goes on as before. After any other failure it can only be rolled back.
     *
     * @param transaction a connection to the same database, not in auto-commit mode; it stays the caller's
     * @throws dev.crema.failure.ConfigurationException if it is in auto-commit mode, now or when it is used
     */
    public Ledger in(Connection transaction) {
        return new Ledger(books.within(transaction), scope);
    }

    /**
     * Opens the accounts, all or none. One that is open stays as it is, whether it has this definition or had it once,
     * before its {@link Accounts#constrain constraint} was changed.
     *
     * @throws dev.crema.failure.IdempotencyConflictException if one is open with another definition
     * @throws InvalidRequestException if one is given twice with different definitions
     */
    public void open(Account... accounts) {
        books.open(scope, List.of(accounts));
    }

    /**
     * Keeps an open account on so many rows from now on, so that as many transactions can book on it at once; nothing
     * else about it changes. See {@link Account#striped}.
     *
     * @param stripes at least as many as it has, at most 64
     * @throws dev.crema.failure.NotFoundException if it is not open in this scope
     * @throws InvalidRequestException if it has more stripes already, has a ceiling, or is deferring
     */
    public void stripe(AccountId account, int stripes) {
        books.stripe(scope, account, stripes);
    }

    /**
     * Books later, from now on and for ever, what makes the account more; nothing else about it changes. See {@link
     * Account#deferring}.
     *
     * @throws dev.crema.failure.NotFoundException if it is not open in this scope
     * @throws InvalidRequestException if it is striped or has a ceiling
     */
    public void defer(AccountId account) {
        books.defer(scope, account);
    }

    /**
     * Gives what deferring accounts have taken since the last time its numbers and running balances, in all scopes. Any
     * number of processes may do it at once. Best called every second, which {@link Bookkeeper} does.
     *
     * @return how many entries it became
     */
    public int fold() {
        return books.fold();
    }

    /**
     * What an open account is.
     *
     * @throws dev.crema.failure.NotFoundException if it is not open in this scope
     */
    public Account account(AccountId account) {
        return books.account(scope, account);
    }

    /** What else can be known of and done with open accounts. */
    public Accounts accounts() {
        return books.accounts(scope);
    }

    /**
     * Posts a journal.
     *
     * @throws dev.crema.failure.NotFoundException if one of its accounts is not open in this scope
     * @throws dev.crema.failure.InsufficientFundsException if an account would fall below its floor
     * @throws InvalidRequestException for the field {@code currency} if an amount is not in its account's
     * @throws dev.crema.failure.AmountExceededException if a balance would be more than can be counted
     */
    public PostedJournal post(Journal journal) {
        return books.post(scope, journal);
    }

    /**
     * Enqueues a journal, to be posted soon after the commit: exactly once, and after all on the same accounts that were
     * enqueued before. What is known to be impossible now is refused now; whether there is enough money and whether an
     * account is frozen is judged when its turn comes, and a refusal then shows in {@link #queue}. Enqueueing again
     * changes nothing, even after it was posted.
     *
     * @throws dev.crema.failure.NotFoundException if one of its accounts is not open in this scope
     * @throws InvalidRequestException for the field {@code currency} if an amount is not in its account's
     * @throws dev.crema.failure.InvalidStateException if an account is closed or is not booked on that side, or if the
     *     journal was enqueued before and discarded
     */
    public void postLater(Journal journal) {
        books.postLater(scope, journal);
    }

    /** What was enqueued in this scope and is not posted yet. */
    public PostingQueue queue() {
        return books.queue(scope);
    }

    /**
     * Posts what is enqueued, in all scopes. Any number of processes may do it at once: one has the turn, and the others
     * return at once. Best called every second, which {@link Bookkeeper} does.
     *
     * @return how many were posted
     * @throws dev.crema.failure.InvalidStateException if a transaction of the host's is open on the thread
     */
    public int bookQueued() {
        return books.bookQueued();
    }

    /**
     * Posts journals that are true together or not at all.
     *
     * @param journals 1 to 100, each with a reference of its own
     * @return one for each, in their order
     * @throws InvalidRequestException for the field {@code journals} if there are none, too many, or two with one reference
     * @throws RuntimeException as {@link #post}, for the first that is refused
     */
    public List<PostedJournal> postLinked(List<Journal> journals) {
        if (journals.isEmpty() || journals.size() > MOST_LINKED) {
            throw new InvalidRequestException(
                    "journals", "are " + journals.size() + "; 1 to " + MOST_LINKED + " can be linked");
        }
        Set<Reference> references = new HashSet<>();
        for (Journal journal : journals) {
            if (!references.add(journal.reference())) {
                throw new InvalidRequestException(
                        "journals", "has " + journal.reference() + " twice; each needs a reference of its own");
            }
        }
        return books.postLinked(scope, journals);
    }

    /**
     * Undoes a journal by posting its opposite, which points to it. A journal can be reversed once.
     *
     * @param original what is undone; it stays in the books
     * @param reference the reversal's own
     * @throws dev.crema.failure.NotFoundException if there is no such original in this scope
     * @throws dev.crema.failure.InvalidStateException if it was reversed already
     * @throws dev.crema.failure.InsufficientFundsException if what it brought is no longer there
     */
    public PostedJournal reverse(Reference original, Reference reference) {
        PostedJournal posted = posted(original);
        Journal.Draft reversal = Journal.of(reference).kind("reversal").describedAs("Reverses " + original);
        for (Entry entry : posted.entries()) {
            if (entry.amount().minor() > 0) {
                reversal.credit(entry.account(), entry.amount());
            } else {
                reversal.debit(entry.account(), entry.amount().negated());
            }
        }
        return books.correct(scope, original, reversal.balanced(), true);
    }

    /**
     * Posts a journal that corrects another in part, and points to it. Any number can.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such original in this scope
     * @throws dev.crema.failure.InvalidStateException if it was reversed
     */
    public PostedJournal adjust(Reference original, Journal adjustment) {
        posted(original);
        return books.correct(scope, original, adjustment, false);
    }

    private PostedJournal posted(Reference reference) {
        return journal(reference)
                .orElseThrow(() -> new NotFoundException("original: there is no journal " + reference));
    }

    /**
     * Sets money aside: it stays in the account, and only a capture of this hold can draw it.
     *
     * @param reference the caller's own id of the hold, unique in the account
     * @param amount above zero
     * @return the hold; if it was placed before, as it stands now, whatever expiry is asked for
     * @throws dev.crema.failure.IdempotencyConflictException if it was placed before with another amount
     * @throws dev.crema.failure.NotFoundException if the account is not open in this scope
     * @throws dev.crema.failure.InsufficientFundsException if so much is not available
     */
    public Hold hold(AccountId account, Reference reference, Money amount) {
        return books.hold(scope, account, reference, amount, null);
    }

    /**
     * The hold with this reference, as it stands now, if there ever was one.
     *
     * @throws dev.crema.failure.NotFoundException if the account is not open in this scope
     */
    public Optional<Hold> hold(AccountId account, Reference reference) {
        return books.findHold(scope, account, reference);
    }

    /**
     * Sets money aside for a time, after which it is available again by itself.
     *
     * @param expires from when on it can no longer be captured, to the microsecond; not before 1970 or after 9999
     */
    public Hold hold(AccountId account, Reference reference, Money amount, Instant expires) {
        return books.hold(scope, account, reference, amount, requireNonNull(expires, "expires"));
    }

    /**
     * Posts a journal that draws on a hold and leaves the rest of it set aside, for further parts. The part that takes
     * the last of it ends the hold.
     *
     * @throws RuntimeException as {@link #capture}
     */
    public PostedJournal capturePart(AccountId account, Reference hold, Journal journal) {
        return books.capture(scope, account, hold, journal, false);
    }

    /**
     * Makes the money of holds available whose time is over, in all scopes. A capture that comes too late is refused
     * even before; this is for the balances, and best called every few seconds.
     *
     * @return how many were ended, of at most 500 at a time; those of accounts that others have locked are left for the
     *     next time
     */
    public int expireHolds() {
        return books.expireHolds();
    }

    /**
     * Posts a journal that draws on a hold, and ends the hold; what the journal leaves of it is available again.
     *
     * @param hold the reference of the hold
     * @param journal takes from the account more than nothing and at most what is held
     * @throws dev.crema.failure.NotFoundException if there is no such hold in this scope
     * @throws dev.crema.failure.InvalidStateException if it was released, or captured by another journal
     * @throws dev.crema.failure.AmountExceededException if the journal takes more than is held
     */
    public PostedJournal capture(AccountId account, Reference hold, Journal journal) {
        return books.capture(scope, account, hold, journal, true);
    }

    /**
     * Ends a hold so that its amount is available again.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such hold in this scope
     * @throws dev.crema.failure.InvalidStateException if it was captured
     */
    public Hold release(AccountId account, Reference hold) {
        return books.release(scope, account, hold);
    }

    /** What is in the account with this path; as {@link #balance(AccountId)}. */
    public Balance balance(String path) {
        return balance(new AccountId(path));
    }

    /**
     * What is in the account, on its normal side.
     *
     * @throws dev.crema.failure.NotFoundException if it is not open in this scope
     */
    public Balance balance(AccountId account) {
        return books.balance(scope, account);
    }

    /**
     * A page of the account's entries, in their order. Entries never change, and numbers have no gap, so a page read
     * again is the same, and whoever keeps the last number misses nothing.
     *
     * @param after the number after which to begin; 0 for the first page
     * @param most how many at most, 1 to 1000
     * @return none if there are no more, or if there is no such account
     */
    public List<Entry> entries(AccountId account, long after, int most) {
        if (after < 0) {
            throw new InvalidRequestException("after", after + " is no number of an entry; begin with 0");
        }
        if (most < 1 || most > MOST_ENTRIES) {
            throw new InvalidRequestException("most", most + " is not between 1 and " + MOST_ENTRIES);
        }
        return books.entries(scope, account, after, most);
    }

    /** The journal that was posted with this reference, if one was. */
    public Optional<PostedJournal> journal(Reference reference) {
        return books.journal(scope, reference);
    }

    /** Proves and seals the books of this scope. */
    public Audit audit() {
        return books.audit(scope);
    }

    /** What was in the account at an instant, on its normal side: by one read of an index. See {@link #reports}. */
    public Money balanceAt(AccountId account, Instant at) {
        return reports().balanceAt(account, at);
    }

    /** Reading the books: past balances, statements, journals; closing them; and writing them out. */
    public Reports reports() {
        return books.reports(scope);
    }

    /** All accounts of this scope with what is in them, as of one moment. */
    public TrialBalance trialBalance() {
        return books.trialBalance(scope);
    }
}
