package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows of {@code crema_scope}, one for each scope with accounts. Who opens an account holds the row's lock in
 * common with others who do, until the commit; who closes a period holds it alone. So a closing waits for accounts that
 * are being opened and then sees them, and an account that is opened after it knows what is closed.
 */
final class ScopeTable {
    private static final String READ = "select closed_through from crema_scope where scope = :scope";

    private static final String OPENED = "select opened_at from crema_scope where scope = :scope";

    private static final String INSERT =
            "insert into crema_scope (scope, closed_through, opened_at) values (:scope, null, :now)";

    private static final String CLOSE = "update crema_scope set closed_through = :day where scope = :scope";

    private final Dialect dialect;

    ScopeTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The last closed day, if there is one, which stays the last until the end of the transaction. */
    Optional<LocalDate> closedThrough(Handle handle, Scope scope, Instant now) {
        return lock(handle, scope, dialect.sharing(), now);
    }

    /** The same, with nobody opening an account until the end of the transaction. */
    Optional<LocalDate> closedThroughAlone(Handle handle, Scope scope, Instant now) {
        return lock(handle, scope, " for update", now);
    }

    /** Lets the day be the last closed one; the row is locked alone. */
    void close(Handle handle, Scope scope, LocalDate day) {
        handle.createUpdate(CLOSE).bind("scope", scope.name()).bind("day", day).execute();
    }

    /** When the first account of the scope was opened, if one was. */
    static Optional<Instant> openedAt(Handle handle, Scope scope) {
        return handle.createQuery(OPENED)
                .bind("scope", scope.name())
                .map((row, context) -> Instants.read(row, "opened_at"))
                .findOne();
    }

    private Optional<LocalDate> lock(Handle handle, Scope scope, String how, Instant now) {
        List<Optional<LocalDate>> found = read(handle, scope, how);
        if (found.isEmpty()) {
            dialect.insertIfAbsent(
                    handle, INSERT, insert -> insert.bind("scope", scope.name()).bind("now", now));
            found = read(handle, scope, how);
        }
        if (found.isEmpty()) {
            throw BatchSql.changed("scope " + scope.name(), null);
        }
        return found.get(0);
    }

    private static List<Optional<LocalDate>> read(Handle handle, Scope scope, String how) {
        return handle.createQuery(READ + how)
                .bind("scope", scope.name())
                .map((row, context) -> Optional.ofNullable(row.getObject("closed_through", LocalDate.class)))
                .list();
    }
}
