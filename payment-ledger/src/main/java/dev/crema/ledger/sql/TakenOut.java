package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.money.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are not in the books any more, since a partition was archived or detached. The entries of a row are
 * numbered from 1 without a gap, so that one is missing shows from its neighbours; what would have to be reckoned without
 * it is refused. Stateless.
 */
final class TakenOut {
    private static final String ROWS = """
            select account, entry_count from crema_account
            where scope = :scope and account >= :account and account < :end
            order by scope, account
            """;

    private static final String FIRST = """
            select account, number, booked_at from crema_entry where scope = :scope and account = :account
            order by scope, account, number
            limit 1
            """;

    private static final String WITHIN = """
            select count(*) as entries, coalesce(max(number), :after) as last from crema_entry
            where scope = :scope and account = :account and number > :after and number <= :last
            """;

    private TakenOut() {}

    /** Refuses what was asked for, which none but the missing entries could tell. */
    static InvalidStateException refuse(Handle handle, Scope scope, AccountId account, String asked) {
        List<Left> rows = handle.createQuery(ROWS)
                .bind("scope", scope.name())
                .bind("account", account.path())
                .bind("end", account.path() + "$")
                .map((row, context) -> Left.of(handle, scope, row.getString("account"), row.getLong("entry_count")))
                .list();
        Optional<Left> latest = rows.stream().filter(it -> it.number > 1).max(Comparator.comparing(it -> it.bookedAt));
        boolean none = rows.stream().anyMatch(it -> it.number == 0 && it.count > 0);
        String why = latest.isPresent() && !none
                ? "its entries before number %d are not in the books any more, and that one was booked at %s; ask for then or later, or"
                        .formatted(latest.get().number, latest.get().bookedAt)
                : "entries of it are not in the books any more; put back the partition that they are in, or";
        return new InvalidStateException(asked + " cannot be told of " + account + ": " + why
                + " ask a copy of the books that has what was taken out of crema_entry");
    }

    /** @param number of the first entry that is there, in the account; 0 for none */
    private record Left(long count, long number, @Nullable Instant bookedAt) {
        static Left of(Handle handle, Scope scope, String account, long count) {
            return handle.createQuery(FIRST)
                    .bind("scope", scope.name())
                    .bind("account", account)
                    .map((row, context) -> read(scope, row, count))
                    .findOne()
                    .orElse(new Left(count, 0, null));
        }

        private static Left read(Scope scope, ResultSet row, long count) throws SQLException {
            long number = row.getLong("number");
            AccountKey key = AccountKey.of(scope, row.getString("account"));
            return new Left(count, number == 1 ? 1 : key.inAccount(number), Instants.read(row, "booked_at"));
        }
    }

    /**
     * Requires that no entry of the row is missing in a range.
     *
     * @param after the number in its row before the range
     * @param last that of its end, where there is an entry; or more than any for the last one there is
     * @throws InvalidStateException if one is
     */
    static void requireNone(Handle handle, AccountKey row, long after, long last) {
        boolean whole = handle.createQuery(WITHIN)
                .bind("scope", row.scope().name())
                .bind("account", row.row())
                .bind("after", after)
                .bind("last", last)
                .map((found, context) -> {
                    long end = last == Long.MAX_VALUE ? found.getLong("last") : last;
                    return found.getLong("entries") == end - after;
                })
                .one();
        if (!whole) {
            throw refuse(handle, row.scope(), row.id(), "after: what came behind number " + row.inAccount(after));
        }
    }
}
