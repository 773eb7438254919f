package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ledger of all scopes on a database, each verb one transaction. What {@code Ledger} stands on,
 * and documents; hosts use that. Safe for use by many threads.
 */
public final class SqlLedger {
    private final Database database;
    private final LedgerTables tables;
    private final Clock clock;

    public SqlLedger(Database database, Clock clock) {
        this.database = database;
        this.tables = new LedgerTables(database.dialect());
        this.clock = clock;
    }

    /** Opens all of them or, if one is refused, none. */
    public void open(Scope scope, Collection<Account> accounts) {
        // In the order in which accounts are locked, as inserting locks too.
        TreeMap<AccountId, Account> sorted = new TreeMap<>();
        accounts.forEach(account -> sorted.put(account.id(), account));
        database.writeIdempotent(handle -> {
            sorted.values().forEach(account -> tables.openIfAbsent(handle, scope, account, clock.instant()));
            return sorted.size();
        });
    }

    public PostedJournal post(Scope scope, Journal journal) {
        return database.writeIdempotent(handle -> tables.post(handle, scope, journal, clock.instant()));
    }

    public Hold hold(Scope scope, AccountId account, Reference reference, Money amount) {
        return database.writeIdempotent(
                handle -> tables.placeHold(handle, scope, account, reference, amount, clock.instant()));
    }

    public PostedJournal capture(Scope scope, AccountId account, Reference hold, Journal journal) {
        return database.writeIdempotent(
                handle -> tables.captureHold(handle, scope, account, hold, journal, clock.instant()));
    }

    public Hold release(Scope scope, AccountId account, Reference hold) {
        return database.writeIdempotent(handle -> tables.releaseHold(handle, scope, account, hold, clock.instant()));
    }

    public Balance balance(Scope scope, AccountId account) {
        return row(scope, account).balance();
    }

    public Account account(Scope scope, AccountId account) {
        return row(scope, account).account();
    }

    private AccountRow row(Scope scope, AccountId account) {
        return database.read(handle -> tables.find(handle, scope, account))
                .orElseThrow(() -> new NotFoundException("account: " + account + " is not open"));
    }

    public List<Entry> entries(Scope scope, AccountId account, long after, int most) {
        return database.read(handle -> tables.entries(handle, scope, account, after, most));
    }

    public Optional<PostedJournal> journal(Scope scope, Reference reference) {
        return database.read(handle -> tables.journal(handle, scope, reference));
    }

    public TrialBalance trialBalance(Scope scope) {
        List<AccountRow> rows = database.read(handle -> tables.all(handle, scope));
        return new TrialBalance(rows.stream()
                .map(row -> new TrialBalance.Row(row.id(), row.account().kind(), row.amount(row.balanceMinor())))
                .toList());
    }
}
