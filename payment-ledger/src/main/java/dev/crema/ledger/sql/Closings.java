package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.report.Closing;
import dev.crema.ledger.sql.Command.Fold;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Closes periods and reads {@code crema_period}. Every journal is posted under the locks of its accounts, and judged by
 * the last closed day that their rows name; so a closing locks all accounts, in the order in which everybody does, and
 * reads the balances when nobody can be booking any more.
 */
final class Closings {
    private static final String LOCK = """
            select account from crema_account where scope = :scope order by scope, account for update
            """;

    private static final String CLOSE_ACCOUNTS =
            "update crema_account set closed_through = :day, terms = terms + 1 where scope = :scope";

    private static final String INSERT =
            "insert into crema_period (scope, ends_on, closed_at) values (:scope, :day, :now)";

    private static final String ALL =
            "select ends_on, closed_at from crema_period where scope = :scope order by scope, ends_on";

    private static final String FIND =
            "select ends_on, closed_at from crema_period where scope = :scope and ends_on = :day";

    private static final int ROWS_AT_ONCE = 1000;

    private final Dialect dialect;
    private final LedgerTables ledger;
    private final ScopeTable scopes;

    Closings(Dialect dialect) {
        this.dialect = dialect;
        this.ledger = new LedgerTables(dialect);
        this.scopes = new ScopeTable(dialect);
    }

    /** Closes the books through the day, in a transaction that reads what others commit while it waits. */
    Closing close(Handle handle, Scope scope, LocalDate day, Instant now) {
        dialect.readCommitted(handle);
        // First of all: whoever is opening an account holds this in common and may wait for accounts, but not the
        // other way round.
        Optional<LocalDate> closed = scopes.closedThroughAlone(handle, scope, now);
        Optional<Closing> known = find(handle, scope, day);
        if (known.isPresent()) {
            return known.get();
        }
        if (closed.filter(last -> !day.isAfter(last)).isPresent()) {
            throw new InvalidStateException("through: the books are closed through " + closed.get() + ", so " + day
                    + " cannot be the end of a period any more");
        }
        BalanceHistory.requireTold(handle, scope, day); // before anybody has to wait for it
        lockAccounts(handle, scope);
        fold(handle, scope, now);
        handle.createUpdate(BalanceHistory.CLOSE)
                .bind("scope", scope.name())
                .bind("day", day)
                .bind("at", BalanceHistory.lastOf(day))
                .execute();
        for (String change : List.of(CLOSE_ACCOUNTS, INSERT)) {
            handle.createUpdate(change)
                    .bind("scope", scope.name())
                    .bind("day", day)
                    .bind("now", now)
                    .execute();
        }
        scopes.close(handle, scope, day);
        return new Closing(day, Instants.storable(now));
    }

    private static void lockAccounts(Handle handle, Scope scope) {
        handle.createQuery(LOCK)
                .bind("scope", scope.name())
                .setFetchSize(ROWS_AT_ONCE)
                .mapTo(String.class)
                .useStream(rows -> rows.forEach(account -> {}));
    }

    /**
     * What waits counts to its own day still. A journal that comes after this has either met the locks, or is booked
     * later with all of its lines, which then count to the same open day.
     */
    private void fold(Handle handle, Scope scope, Instant now) {
        for (AccountKey account : DeferredTable.accounts(handle, scope)) {
            int last = Fold.MOST;
            while (last == Fold.MOST) {
                last = (int) ledger.outcome(handle, Request.of(new Fold(account)), now)
                        .orThrow()
                        .get(0);
            }
        }
    }

    static List<Closing> all(Handle handle, Scope scope) {
        return handle.createQuery(ALL)
                .bind("scope", scope.name())
                .map((row, context) -> read(row))
                .list();
    }

    static Optional<Closing> find(Handle handle, Scope scope, LocalDate day) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("day", day)
                .map((row, context) -> read(row))
                .findOne();
    }

    private static Closing read(ResultSet row) throws SQLException {
        return new Closing(row.getObject("ends_on", LocalDate.class), Instants.read(row, "closed_at"));
    }
}
