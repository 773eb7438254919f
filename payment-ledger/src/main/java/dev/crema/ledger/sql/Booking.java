package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What posting a journal would make of its accounts: reckoned in memory under their locks, before anything is written.
 *
 * @param changes by account; only those that it changes
 * @param posted what is answered
 */
record Booking(SortedMap<AccountId, AccountRow.Change> changes, PostedJournal posted) {
    static Booking of(JournalId id, Journal journal, Map<AccountId, AccountRow> locked, Instant now) {
        Instant at = latest(locked.values(), Instants.storable(now));
        SortedMap<AccountId, AccountRow.Change> changes = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Line line : journal.lines()) {
            AccountRow.Change sofar = changes.computeIfAbsent(
                    line.account(), account -> AccountRow.Change.none(AccountTable.row(locked, account)));
            sofar.before().requireCurrency(line.amount());
            AccountRow next = sofar.after().booked(line.signedMinor(), at);
            changes.put(line.account(), sofar.to(next));
            entries.add(new Entry(
                    line.account(),
                    next.entryCount(),
                    id,
                    entries.size() + 1,
                    next.amount(line.signedMinor()),
                    next.amount(next.balanceMinor()),
                    at));
        }
        PostedJournal posted =
                new PostedJournal(id, journal.reference(), journal.kind(), journal.description(), at, entries);
        return new Booking(changes, posted);
    }

    /** A clock that stepped back must not make an account's history run backwards. */
    private static Instant latest(Collection<AccountRow> rows, Instant now) {
        Instant latest = now;
        for (AccountRow row : rows) {
            latest = row.lastBookedAt().isAfter(latest) ? row.lastBookedAt() : latest;
        }
        return latest;
    }

    /** The same, and so much less of the account is held. */
    Booking releasing(AccountId account, long minor) {
        SortedMap<AccountId, AccountRow.Change> released = new TreeMap<>(changes);
        released.computeIfPresent(
                account, (id, change) -> change.to(change.after().held(-minor)));
        return new Booking(released, posted);
    }

    void requireAllowed() {
        changes.values().forEach(AccountRow.Change::requireAllowed);
    }
}
