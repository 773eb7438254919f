package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.JournalId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A place in the entries of an account, which lie in the order of booking; in a striped account each row has its own, and
 * they are read as one sequence. For each row a place is found by keys alone, and what follows it is a range of
 * the primary key.
 *
 * @param rows for each row of the account the last entry before the place
 * @param journal of the entry that the place is behind, if it is behind one
 */
record EntryPlace(List<Last> rows, @Nullable JournalId journal) {
    /**
     * The last entry of a row before a place.
     *
     * @param number in its row; 0 for none
     * @param balanceMinor what the row had after it, debits counted as positive
     */
    record Last(AccountKey row, long number, long balanceMinor) {}

    private static final String ENTRY = """
            select e.journal_id, e.booked_at, e.balance_minor from crema_entry e
            where e.scope = :scope and e.account = :account and e.number = :number
            """;

    /** Names what queries say for the last entry of a row that was booked until {@code :at}. */
    static void define(Jdbi jdbi, Dialect dialect) {
        jdbi.define("lastUntilInstant", dialect.lastUntil(":scope", ":account"));
        jdbi.define("balanceUntilInstantInA", dialect.balanceUntil("a.scope", "a.account"));
        jdbi.define("bookedWithin", dialect.bookedWithin());
    }

    EntryPlace {
        rows = List.copyOf(rows);
    }

    /** Behind all that was booked before the instant. */
    static EntryPlace before(Handle handle, Scope scope, Account account, Instant instant) {
        Instant at = instant.minus(1, ChronoUnit.MICROS);
        List<Last> rows = new ArrayList<>();
        for (int stripe = 0; stripe < account.keeping().stripes(); stripe++) {
            rows.add(last(handle, new AccountKey(scope, account.id(), stripe), at));
        }
        return new EntryPlace(rows, null);
    }

    /**
     * Behind the entry with this number in the account.
     *
     * @throws InvalidRequestException for the field {@code after} if there is none
     */
    static EntryPlace behind(Handle handle, Scope scope, Account account, long number) {
        AccountKey own = AccountKey.numbering(scope, account.id(), number);
        Found entry = find(handle, own, AccountKey.inRow(number))
                .orElseThrow(() -> new InvalidRequestException(
                        "after", number + " is no entry of " + account.id() + "; give the number of one, or 0"));
        List<Last> rows = new ArrayList<>();
        for (int stripe = 0; stripe < account.keeping().stripes(); stripe++) {
            // At one instant the rows follow each other.
            Instant at =
                    stripe < own.stripe() ? entry.bookedAt() : entry.bookedAt().minus(1, ChronoUnit.MICROS);
            rows.add(
                    stripe == own.stripe()
                            ? new Last(own, AccountKey.inRow(number), entry.balanceMinor())
                            : last(handle, own.on(stripe), at));
        }
        return new EntryPlace(rows, entry.journal());
    }

    private static Last last(Handle handle, AccountKey row, Instant at) {
        return handle.createQuery("<lastUntilInstant>")
                .bind("scope", row.scope().name())
                .bind("account", row.row())
                .bind("at", at)
                .map((found, context) -> new Last(row, found.getLong("number"), found.getLong("balance_minor")))
                .findOne()
                .orElse(new Last(row, 0, 0));
    }

    private record Found(JournalId journal, Instant bookedAt, long balanceMinor) {}

    private static Optional<Found> find(Handle handle, AccountKey row, long number) {
        return handle.createQuery(ENTRY)
                .bind("scope", row.scope().name())
                .bind("account", row.row())
                .bind("number", number)
                .map((found, context) -> new Found(
                        Ids.journal(found, "journal_id"),
                        Instants.read(found, "booked_at"),
                        found.getLong("balance_minor")))
                .findOne();
    }

    /** The later one of two places. */
    EntryPlace orLater(EntryPlace other) {
        for (int i = 0; i < rows.size(); i++) {
            if (other.rows.get(i).number() > rows.get(i).number()) {
                return other;
            }
        }
        return this;
    }

    /** What was in the account at this place, debits counted as positive. */
    long balanceMinor() {
        return rows.stream().mapToLong(Last::balanceMinor).reduce(0, Math::addExact);
    }
}
