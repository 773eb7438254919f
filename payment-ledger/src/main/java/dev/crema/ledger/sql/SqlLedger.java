package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.StorageException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Accounts;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.audit.Audit;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.queue.PostingQueue;
import dev.crema.ledger.report.Reports;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.ledger.sql.BatchSql.Patience;
import dev.crema.ledger.sql.Command.Correction;
import dev.crema.ledger.sql.Command.Fold;
import dev.crema.ledger.sql.Command.Place;
import dev.crema.ledger.sql.Command.Post;
import dev.crema.ledger.sql.Command.Release;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of all scopes on a database, each verb one transaction. What {@code Ledger} stands on,
 * and documents; hosts use that. Safe for use by many threads.
 */
public final class SqlLedger {
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_EXPIRED = 500;
    private static final int MOST_FOLDED = 500;
    private static final int MOST_OCCUPIED = 4;

    private final Database database;
    private final LedgerTables tables;
    private final AccountTable accounts;
    private final Batch batch;
    private final Clock clock;
    private final Recollection recollection = new Recollection();
    private final Lane lane;
    private final Lane patientLane;
    private final int process;

    public SqlLedger(Database database, Clock clock) {
        this(database, clock, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE / 2));
    }

    /** With a number for this process, by which processes are led to different stripes. */
    SqlLedger(Database database, Clock clock, int process) {
        this(database, clock, process, new Batch(database.dialect()));
    }

    SqlLedger(Database database, Clock clock, int process, Batch batch) {
        this(database, clock, process, batch, MOST_WAITING);
    }

    /** With a limit to how many requests may wait for the lane. */
    SqlLedger(Database database, Clock clock, int process, Batch batch, int mostWaiting) {
        this.process = process;
        this.database = database;
        this.accounts = new AccountTable(database.dialect());
        this.batch = batch;
        this.tables = new LedgerTables(accounts, batch);
        this.clock = clock;
        this.lane = new Lane(this::passingBy, mostWaiting);
        this.patientLane = new Lane((requests, turn) -> together(requests, Patience.WAIT), mostWaiting);
    }

    /**
     * The same ledger as part of a transaction of the caller's.
     *
     * @param connection with a transaction open on it, which the caller ends
     */
    public SqlLedger within(Connection connection) {
        return new SqlLedger(database.within(connection), clock, process);
    }

    private List<Outcome> passingBy(List<Request> requests, Turn turn) {
        Optional<Found> remembered = batch.presumes() ? recollection.of(requests) : Optional.empty();
        if (remembered.isPresent()) {
            return presumed(requests, remembered.get(), turn);
        }
        // It has rows locked that are not to be passed by.
        turn.await();
        try {
            return together(requests, Patience.SKIP);
        } catch (Occupied e) {
            return halved(requests, new AtomicInteger(MOST_OCCUPIED));
        }
    }

    /**
     * On accounts as they are remembered, among them as a batch before leaves them that is about to end. If anything is
     * otherwise, or goes wrong, nobody can build on this, and whoever looks finds out what there is.
     */
    private List<Outcome> presumed(List<Request> requests, Found remembered, Turn turn) {
        Presumption presumption = batch.presume(requests, remembered, clock.instant());
        recollection.keep(presumption.left());
        try {
            if (!presumption.isEmpty()) {
                database.writeOnce(handle -> {
                    batch.write(handle.getConnection(), presumption, turn);
                    return presumption;
                });
            }
            recollection.right();
            return presumption.outcomes();
        } catch (OutcomeUnknownException unknown) {
            recollection.wrong(requests);
            turn.end(false);
            return lookedUp(requests, unknown);
        } catch (RuntimeException e) {
            if (turn.followsFailure()) {
                recollection.forget(requests);
            } else {
                recollection.wrong(requests);
            }
            turn.end(false);
            return Collections.nCopies(requests.size(), Outcome.AGAIN);
        }
    }

    /** What became of a batch, or it is done now; nothing less says that it was not. */
    private List<Outcome> lookedUp(List<Request> requests, OutcomeUnknownException unknown) {
        Map<AccountKey, AccountRow> left = new HashMap<>();
        try {
            List<Outcome> outcomes = database.write(again(requests, left));
            recollection.keep(left.values());
            return outcomes;
        } catch (StorageException | ConcurrencyException e) {
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    /**
     * A batch of which something would have had to wait, in halves, so that only the culprits go where waiting is done.
     * To find one takes time, which all who came since wait for, so after some the rest is left to a later batch.
     */
    private List<Outcome> halved(List<Request> requests, AtomicInteger culprits) {
        if (requests.size() == 1) {
            culprits.decrementAndGet();
            return List.of(requests.get(0).transfer() == null ? Outcome.ELSEWHERE : Outcome.APART);
        }
        if (culprits.get() <= 0) {
            return Collections.nCopies(requests.size(), Outcome.AGAIN);
        }
        int middle = requests.size() / 2;
        List<Outcome> outcomes = new ArrayList<>(requests.size());
        outcomes.addAll(half(requests.subList(0, middle), culprits));
        outcomes.addAll(half(requests.subList(middle, requests.size()), culprits));
        return outcomes;
    }

    /** The other half may be committed already, so a failure is that of this half's requests alone. */
    private List<Outcome> half(List<Request> requests, AtomicInteger culprits) {
        try {
            return together(requests, Patience.SKIP);
        } catch (Occupied e) {
            return halved(requests, culprits);
        } catch (RuntimeException e) {
            return requests.size() == 1 || Lane.isEverybodys(e)
                    ? Collections.nCopies(requests.size(), Outcome.failed(e))
                    : halved(requests, culprits);
        }
    }

    private List<Outcome> together(List<Request> requests, Patience patience) {
        // What of a try that was rolled back is of no interest, so each begins anew.
        Map<AccountKey, AccountRow> left = new HashMap<>();
        try {
            List<Outcome> outcomes =
                    database.writeBatch(handle -> run(handle, requests, patience, left), again(requests, left));
            recollection.keep(left.values());
            return outcomes;
        } catch (RuntimeException e) {
            recollection.wrong(requests);
            throw e;
        }
    }

    /** A commit that was given up for lost may still hold the locks: to pass it by would not find out. */
    private Function<Handle, List<Outcome>> again(List<Request> requests, Map<AccountKey, AccountRow> left) {
        return handle -> run(handle, requests, Patience.WAIT, left);
    }

    private List<Outcome> run(
            Handle handle, List<Request> requests, Patience patience, Map<AccountKey, AccountRow> left) {
        left.clear();
        return batch.run(handle.getConnection(), requests, clock.instant(), patience, true, noting(left));
    }

    private static Consumer<Writing> noting(Map<AccountKey, AccountRow> left) {
        return writing -> writing.left().forEach(row -> left.put(row.key(), row));
    }

    /**
     * Inside the host's transaction if one is open; else as part of a batch. What another transaction has locked is
     * waited for in a lane of its own, so that it stands in nobody else's way.
     */
    private List<Object> submit(Request request) {
        // In a lane all threads are one transaction, so processes are what is to be kept apart; else threads are.
        return database.isInHostTransaction()
                ? batch.hotAccounts()
                        .through(request, process + (int) Thread.currentThread().getId(), this::joined)
                : batch.hotAccounts().through(request, process, this::batched);
    }

    private Outcome joined(Request request) {
        if (request.routing().isPlain()) {
            return database.writeJudged(handle -> tables.outcome(handle, request, clock.instant()));
        }
        try {
            return database.write(handle -> tables.attempt(handle, request, clock.instant()));
        } catch (Reroute elsewhere) {
            return Outcome.failed(elsewhere);
        }
    }

    private Outcome batched(Request request) {
        Outcome outcome = lane.submit(request);
        while (outcome.open() == Outcome.Open.AGAIN) {
            outcome = lane.submit(request.looking());
        }
        return outcome.open() == Outcome.Open.ELSEWHERE ? patientLane.submit(request) : outcome;
    }

    private Object submit(Command command) {
        return submit(Request.of(command)).get(0);
    }

    /** Opens all of them or, if one is refused, none. */
    public void open(Scope scope, Collection<Account> accounts) {
        // In the order in which accounts are locked, as inserting locks too.
        TreeMap<AccountId, Account> sorted = new TreeMap<>();
        for (Account account : accounts) {
            Account same = sorted.putIfAbsent(account.id(), account);
            if (same != null && !same.equals(account)) {
                throw new InvalidRequestException(
                        "account", account.id() + " is given twice, and not as the same; leave one of the two out");
            }
        }
        database.writeIdempotent(handle -> {
            sorted.values().forEach(account -> tables.openIfAbsent(handle, scope, account, clock.instant()));
            return sorted.size();
        });
        accounts.forEach(account -> batch.hotAccounts().learn(scope, account));
    }

    public void stripe(Scope scope, AccountId account, int stripes) {
        database.writeIdempotent(handle -> {
            accounts.stripe(handle, new AccountKey(scope, account), stripes, clock.instant());
            return stripes;
        });
    }

    public void defer(Scope scope, AccountId account) {
        database.writeIdempotent(handle -> {
            accounts.defer(handle, new AccountKey(scope, account));
            return account;
        });
    }

    /** Folds what waits, on at most so many accounts as are looked at once; those that are locked come later. */
    public int fold() {
        int folded = 0;
        for (AccountKey account : database.read(handle -> DeferredTable.accounts(handle, MOST_FOLDED))) {
            int last = Fold.MOST;
            while (last == Fold.MOST) {
                Outcome outcome = passingBy(new Fold(account));
                last = outcome.isJudged() ? (int) outcome.orThrow().get(0) : 0;
                folded += last;
            }
        }
        return folded;
    }

    /** Without waiting for accounts that another transaction has locked. */
    private Outcome passingBy(Command command) {
        Request request = Request.of(command);
        return database.isInHostTransaction() ? joined(request) : lane.submit(request);
    }

    public void postLater(Scope scope, Journal journal) {
        new SqlQueue(database, accounts, scope).add(journal);
    }

    public PostingQueue queue(Scope scope) {
        return new SqlQueue(database, accounts, scope);
    }

    public int bookQueued() {
        return new QueuePosting(database, batch, clock).run();
    }

    public PostedJournal post(Scope scope, Journal journal) {
        return (PostedJournal) submit(Post.of(scope, journal));
    }

    /** Posts the journal of a transfer and writes the transfer with it; does nothing if its reference has been used. */
    boolean settle(SettledTransfer transfer, Journal journal) {
        Post post = Post.of(transfer.payment().scope(), journal);
        return !submit(Request.settling(transfer, post)).isEmpty();
    }

    public List<PostedJournal> postLinked(Scope scope, List<Journal> journals) {
        JournalId first = JournalId.of(scope, journals.get(0).reference());
        List<Command> commands = new ArrayList<>();
        for (Journal journal : journals) {
            commands.add(Post.of(scope, journal).linkedTo(first));
        }
        return submit(new Request(commands)).stream()
                .map(PostedJournal.class::cast)
                .toList();
    }

    public PostedJournal correct(Scope scope, Reference original, Journal correction, boolean reversal) {
        Correction corrects = new Correction(JournalId.of(scope, original), reversal);
        return (PostedJournal) submit(Post.correction(scope, correction, corrects));
    }

    public Hold hold(Scope scope, AccountId account, Reference reference, Money amount, @Nullable Instant expires) {
        return (Hold) submit(new Place(key(scope, account, reference), amount, expires));
    }

    public Optional<Hold> findHold(Scope scope, AccountId account, Reference reference) {
        Currency currency = account(scope, account).currency();
        return database.read(handle -> HoldTable.find(handle, key(scope, account, reference), currency));
    }

    public PostedJournal capture(Scope scope, AccountId account, Reference hold, Journal journal, boolean last) {
        return (PostedJournal) submit(Post.capture(scope, journal, key(scope, account, hold), last));
    }

    public Hold release(Scope scope, AccountId account, Reference hold) {
        return (Hold) submit(new Release(key(scope, account, hold), false));
    }

    public int expireHolds() {
        Instant now = clock.instant();
        List<HoldKey> due = database.read(handle -> HoldTable.due(handle, now, MOST_EXPIRED));
        int expired = 0;
        for (HoldKey hold : due) {
            Outcome outcome = passingBy(new Release(hold, true));
            if (outcome.isJudged()) {
                outcome.orThrow();
                expired++;
            }
        }
        return expired;
    }

    private static HoldKey key(Scope scope, AccountId account, Reference reference) {
        return new HoldKey(new AccountKey(scope, account), reference);
    }

    public Accounts accounts(Scope scope) {
        return new SqlAccounts(database, scope);
    }

    public Balance balance(Scope scope, AccountId account) {
        return row(scope, account).balance();
    }

    public Account account(Scope scope, AccountId account) {
        return row(scope, account).account();
    }

    private AccountRow row(Scope scope, AccountId account) {
        AccountRow row = database.read(handle -> accounts.whole(handle, scope, account))
                .orElseThrow(() -> SqlAccounts.notOpen(account));
        batch.hotAccounts().learn(scope, row.account());
        return row;
    }

    public List<Entry> entries(Scope scope, AccountId account, long after, int most) {
        return database.read(handle -> {
            AccountKey row = AccountKey.numbering(scope, account, after);
            List<Entry> page = new ArrayList<>(JournalTable.entries(handle, row, AccountKey.inRow(after), most));
            int stripes = page.size() < most
                    ? accounts.find(handle, scope, account)
                            .map(own -> own.account().keeping().stripes())
                            .orElse(1)
                    : 1;
            for (int next = row.stripe() + 1; next < stripes && page.size() < most; next++) {
                page.addAll(JournalTable.entries(handle, row.on(next), 0, most - page.size()));
            }
            return page;
        });
    }

    public Optional<PostedJournal> journal(Scope scope, Reference reference) {
        return database.read(handle -> JournalTable.find(handle, scope, reference));
    }

    public TrialBalance trialBalance(Scope scope) {
        return database.read(handle -> BalanceHistory.allNow(handle, scope));
    }

    public Reports reports(Scope scope) {
        return new SqlReports(database, clock, scope);
    }

    /** Proves and seals the books of the scope. */
    public Audit audit(Scope scope) {
        return new SqlAudit(database, clock, scope);
    }
}
