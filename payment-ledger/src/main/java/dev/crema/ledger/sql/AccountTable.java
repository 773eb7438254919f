package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.Constraint;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The rows of {@code crema_account}: the only ones of the ledger that change, and the locks that everything else needs. */
final class AccountTable {
    private static final String COLUMNS =
            "account, kind, currency, floor_minor, balance_minor, held_minor, entry_count, last_booked_at";

    private static final String INSERT = """
            insert into crema_account (scope, account, kind, currency, normal_side, floor_minor,
                balance_minor, held_minor, entry_count, last_booked_at, opened_at)
            values (:scope, :account, :kind, :currency, :side, :floor, 0, 0, 0, :now, :now)
            """;

    private static final String FIND =
            "select " + COLUMNS + " from crema_account where scope = :scope and account = :account";

    private static final String LOCK = FIND + " for update";

    private static final String ALL = "select " + COLUMNS + " from crema_account where scope = :scope order by account";

    // The row is locked; the previous state in the condition is the second net below that.
    private static final String UPDATE = """
            update crema_account
            set balance_minor = :balance, held_minor = :held, entry_count = :count, last_booked_at = :at
            where scope = :scope and account = :account
                and balance_minor = :balanceBefore and held_minor = :heldBefore and entry_count = :countBefore
            """;

    private final Dialect dialect;

    AccountTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Opens the account unless it is open already, which must be with the same definition. */
    boolean openIfAbsent(Handle handle, Scope scope, Account account, Instant now) {
        boolean opened = dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("scope", scope.name())
                        .bind("account", account.id().path())
                        .bind("kind", account.kind().name())
                        .bind("currency", account.currency().code())
                        .bind("side", account.kind().normalSide().sign())
                        .bind("floor", floorMinor(account))
                        .bind("now", now));
        if (!opened) {
            Account existing = find(handle, scope, account.id())
                    .orElseThrow(() -> new ConcurrencyException(
                            "account: " + account.id() + " is being opened by another transaction; repeat the request"))
                    .account();
            if (!existing.equals(account)) {
                throw new IdempotencyConflictException("account: " + account.id() + " is open as " + existing
                        + " and stays that; open " + account + " under another path");
            }
        }
        return opened;
    }

    private static @Nullable Long floorMinor(Account account) {
        return account.constraint() instanceof Constraint.Floor floor
                ? Long.valueOf(floor.least().minor())
                : null;
    }

    Optional<AccountRow> find(Handle handle, Scope scope, AccountId id) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("account", id.path())
                .map((row, context) -> read(row))
                .findOne();
    }

    List<AccountRow> all(Handle handle, Scope scope) {
        return handle.createQuery(ALL)
                .bind("scope", scope.name())
                .map((row, context) -> read(row))
                .list();
    }

    /**
     * Locks the accounts to the end of the transaction, one statement each in the order of their ids, which holds on
     * every database and however the rows are spread over nodes.
     *
     * @throws NotFoundException naming those that are not open in the scope
     */
    SortedMap<AccountId, AccountRow> lock(Handle handle, Scope scope, Collection<AccountId> ids) {
        SortedMap<AccountId, AccountRow> rows = new TreeMap<>();
        TreeSet<AccountId> missing = new TreeSet<>();
        for (AccountId id : new TreeSet<>(ids)) {
            Optional<AccountRow> row = handle.createQuery(LOCK)
                    .bind("scope", scope.name())
                    .bind("account", id.path())
                    .map((columns, context) -> read(columns))
                    .findOne();
            row.ifPresentOrElse(it -> rows.put(id, it), () -> missing.add(id));
        }
        if (!missing.isEmpty()) {
            throw notOpen(missing);
        }
        return rows;
    }

    /** The row of an account that must be among the locked. */
    static AccountRow row(Map<AccountId, AccountRow> locked, AccountId id) {
        AccountRow row = locked.get(id);
        if (row == null) {
            throw notOpen(List.of(id));
        }
        return row;
    }

    private static NotFoundException notOpen(Collection<AccountId> missing) {
        return new NotFoundException("account: " + missing + " not open; open them first");
    }

    /** Writes what locked rows have become. */
    void update(Handle handle, Scope scope, Collection<AccountRow.Change> changes) {
        try (PreparedBatch batch = handle.prepareBatch(UPDATE)) {
            for (AccountRow.Change change : changes) {
                batch.bind("scope", scope.name())
                        .bind("account", change.after().id().path())
                        .bind("balance", change.after().balanceMinor())
                        .bind("held", change.after().heldMinor())
                        .bind("count", change.after().entryCount())
                        .bind("at", change.after().lastBookedAt())
                        .bind("balanceBefore", change.before().balanceMinor())
                        .bind("heldBefore", change.before().heldMinor())
                        .bind("countBefore", change.before().entryCount())
                        .add();
            }
            for (int count : batch.execute()) {
                if (count != 1) {
                    throw new ConcurrencyException("an account changed under its lock; nothing was written, repeat");
                }
            }
        }
    }

    private static AccountRow read(ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString("currency"));
        long least = row.getLong("floor_minor");
        Constraint constraint =
                row.wasNull() ? new Constraint.Unlimited() : new Constraint.Floor(Money.ofMinor(currency, least));
        Account account = new Account(
                new AccountId(row.getString("account")),
                AccountKind.valueOf(row.getString("kind")),
                currency,
                constraint);
        return new AccountRow(
                account,
                row.getLong("balance_minor"),
                row.getLong("held_minor"),
                row.getLong("entry_count"),
                Instants.read(row, "last_booked_at"));
    }
}
