package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.account.Side;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of {@code crema_account}: the only ones of the ledger that change, and the locks that everything else needs. */
final class AccountTable {
    /** What {@link #read} needs of a row. */
    static final String COLUMNS = """
            scope, account, kind, currency, floor_minor, ceiling_minor, only_side, state, closed_through,
            balance_minor, held_minor, entry_count, last_booked_at, last_hash""";

    private static final String INSERT = """
            insert into crema_account (scope, account, kind, currency, normal_side, floor_minor, ceiling_minor, only_side,
                state, stripes, deferring, closed_through, balance_minor, held_minor, entry_count, last_booked_at,
                last_hash, opened_at)
            values (:scope, :account, :kind, :currency, :side, :floor, :ceiling, :only, 'OPEN', 1, false,
                (select max(ends_on) from crema_period where scope = :scope), 0, 0, 0, :now, :hash, :now)
            """;

    private static final String FIND =
            "select " + COLUMNS + " from crema_account where scope = :scope and account = :account";

    private static final String ALL = "select " + COLUMNS + " from crema_account where scope = :scope order by account";

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
                        .bind("floor", minor(account.constraint().least()))
                        .bind("ceiling", minor(account.constraint().most()))
                        .bind("only", sign(account.constraint().only()))
                        .bind("hash", Hash.NONE.toColumn())
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

    private static @Nullable Long minor(@Nullable Money limit) {
        return limit == null ? null : Long.valueOf(limit.minor());
    }

    private static @Nullable Integer sign(@Nullable Side only) {
        return only == null ? null : Integer.valueOf(only.sign());
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

    static AccountRow read(ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString("currency"));
        Account account = new Account(
                new AccountId(row.getString("account")),
                AccountKind.valueOf(row.getString("kind")),
                currency,
                constraint(row, currency));
        return new AccountRow(
                new Scope(row.getString("scope")),
                account,
                AccountState.valueOf(row.getString("state")),
                row.getObject("closed_through", LocalDate.class),
                row.getLong("balance_minor"),
                row.getLong("held_minor"),
                row.getLong("entry_count"),
                Instants.read(row, "last_booked_at"),
                Hash.read(row.getBytes("last_hash")));
    }

    private static Constraint constraint(ResultSet row, Currency currency) throws SQLException {
        long least = row.getLong("floor_minor");
        @Nullable Money floor = row.wasNull() ? null : Money.ofMinor(currency, least);
        long most = row.getLong("ceiling_minor");
        @Nullable Money ceiling = row.wasNull() ? null : Money.ofMinor(currency, most);
        int only = row.getInt("only_side");
        @Nullable Side side = row.wasNull() ? null : only > 0 ? Side.DEBIT : Side.CREDIT;
        return floor == null && ceiling == null && side == null
                ? Constraint.NONE
                : new Constraint(floor, ceiling, side);
    }
}
