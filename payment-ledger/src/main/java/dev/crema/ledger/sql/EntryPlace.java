package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.JournalId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
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

    private static final String NONE_UNTIL = """
            select a.entry_count = 0 or exists (select 1 from crema_entry e
                where e.scope = a.scope and e.account = a.account and e.number = 1 and e.booked_at > :at)
            from crema_account a where a.scope = :scope and a.account = :account
            """;

    private static final String COUNT =
            "select entry_count from crema_account where scope = :scope and account = :account";

    /** Names what queries say for the last entry of a row that was booked until {@code :at}. */
    static void define(Jdbi jdbi, Dialect dialect) {
        jdbi.define("lastUntilInstant", dialect.lastUntil(":scope", ":account"));
        jdbi.define("balanceUntilInstantInA", dialect.balanceUntil("a.scope", "a.account", "a.entry_count"));
        jdbi.define("bookedWithin", dialect.bookedWithin());
    }

    EntryPlace {
        rows = List.copyOf(rows);
    }

    /**
     * Behind all that was booked before the instant.
     *
     * @throws InvalidStateException if the entries that tell it are not there any more
     */
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
     * @throws InvalidStateException if it is not there any more
     */
    static EntryPlace behind(Handle handle, Scope scope, Account account, long number) {
        AccountKey own = AccountKey.numbering(scope, account.id(), number);
        Found entry =
                find(handle, own, AccountKey.inRow(number)).orElseThrow(() -> missing(handle, own, account, number));
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

    private static PaymentException missing(Handle handle, AccountKey row, Account account, long number) {
        boolean was = AccountKey.inRow(number)
                <= query(handle, COUNT, row).mapTo(Long.class).findOne().orElse(0L);
        return was
                ? TakenOut.refuse(handle, row.scope(), row.id(), "after: entry " + number)
                : new InvalidRequestException(
                        "after", number + " is no entry of " + account.id() + "; give the number of one, or 0");
    }

    private static Query query(Handle handle, String sql, AccountKey row) {
        return handle.createQuery(sql).bind("scope", row.scope().name()).bind("account", row.row());
    }

    private static Last last(Handle handle, AccountKey row, Instant at) {
        Optional<Last> found = lastUntil(handle, row, at);
        if (found.isEmpty() && !isNoneUntil(handle, row, at)) {
            found = lastUntil(handle, row, at); // perhaps the first one was just booked
            if (found.isEmpty()) {
                throw TakenOut.refuse(handle, row.scope(), row.id(), "at: what was there at " + at);
            }
        }
        return found.orElse(new Last(row, 0, 0));
    }

    private static Optional<Last> lastUntil(Handle handle, AccountKey row, Instant at) {
        return query(handle, "<lastUntilInstant>", row)
                .bind("at", at)
                .map((found, context) -> {
                    if (!found.getBoolean("followed")) {
                        throw TakenOut.refuse(handle, row.scope(), row.id(), "at: what was there at " + at);
                    }
                    return new Last(row, found.getLong("number"), found.getLong("balance_minor"));
                })
                .findOne();
    }

    private static boolean isNoneUntil(Handle handle, AccountKey row, Instant at) {
        return query(handle, NONE_UNTIL, row)
                .bind("at", at)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(true);
    }

    private record Found(JournalId journal, Instant bookedAt, long balanceMinor) {}

    private static Optional<Found> find(Handle handle, AccountKey row, long number) {
        return query(handle, ENTRY, row)
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
