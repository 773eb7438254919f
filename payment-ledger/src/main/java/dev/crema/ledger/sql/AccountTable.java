package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.account.Side;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The rows of {@code crema_account}: the only ones of the ledger that change, and the locks that everything else needs. */
final class AccountTable {
    /** What {@link #read} needs of a row. */
    static final String COLUMNS = """
            scope, account, kind, currency, floor_minor, ceiling_minor, only_side, state, stripes, deferring,
            closed_through, balance_minor, held_minor, entry_count, last_booked_at, last_hash, terms""";

    /** The same of a table with a name. */
    static String columns(String table) {
        return COLUMNS.replaceAll("\\b([a-z_]+)\\b", table + "$1");
    }

    private static final String INSERT = """
            insert into crema_account (scope, account, kind, currency, normal_side, floor_minor, ceiling_minor, only_side,
                state, stripes, deferring, closed_through, balance_minor, held_minor, entry_count, last_booked_at,
                last_hash, opened_at)
            values (:scope, :account, :kind, :currency, :side, :floor, :ceiling, :only, :state, :stripes, :deferring,
                :closed, 0, 0, 0, :now, :hash, :now)
            """;

    /** What {@link #readWhole} needs of a row: what waits to be folded too, in the same snapshot. */
    static final String WHOLE = COLUMNS + """
            , case when deferring then (
                select sum(d.amount_minor) from crema_deferred d
                where d.scope = crema_account.scope and d.account = crema_account.account) end as deferred_minor""";

    private static final String FIND =
            "select " + WHOLE + " from crema_account where scope = :scope and account = :account";

    private static final String FIND_ALL =
            "select " + WHOLE + " from crema_account where scope = :scope and account in (<accounts>) order by account";

    private static final String LOCK =
            "select " + COLUMNS + " from crema_account where scope = :scope and account = :account for update";

    private static final String SET_DEFERRING =
            "update crema_account set deferring = true, terms = terms + 1 where scope = :scope and account = :account";

    private static final String SET_STRIPES =
            "update crema_account set stripes = :stripes, terms = terms + 1 where scope = :scope and account = :account";

    private static final String CONSTRAIN = """
            update crema_account
            set floor_minor = :floor, ceiling_minor = :ceiling, only_side = :only, terms = terms + 1
            where scope = :scope and account = :account
            """;

    private static final String CONSTRAINTS = """
            select floor_minor, ceiling_minor, only_side from crema_account_constraint
            where scope = :scope and account = :account
            """;

    private static final String INSERT_CONSTRAINT = """
            insert into crema_account_constraint (scope, account, number, floor_minor, ceiling_minor, only_side, replaced_at)
            values (:scope, :account, :number, :floor, :ceiling, :only, <now>)
            """;

    private static final String SET_STATE =
            "update crema_account set state = :state, terms = terms + 1 where scope = :scope and account = :account";

    private static final String ALL =
            "select " + WHOLE + " from crema_account where scope = :scope order by scope, account";

    private final Dialect dialect;
    private final ScopeTable scopes;

    AccountTable(Dialect dialect) {
        this.dialect = dialect;
        this.scopes = new ScopeTable(dialect);
    }

    /** Opens the account unless it is open already, which must be with this definition, or have been. */
    boolean openIfAbsent(Handle handle, Scope scope, Account account, Instant now) {
        AccountKey key = new AccountKey(scope, account.id());
        Optional<AccountRow> open = find(handle, scope, account.id());
        if (open.isEmpty()) {
            if (insert(handle, key, account, now)) {
                return true;
            }
            open = find(handle, scope, account.id());
        }
        Account existing = open.orElseThrow(() -> new ConcurrencyException(
                        "account: " + account.id() + " is being opened by another transaction; repeat the request"))
                .account();
        // How it is kept is for the running of the books to choose, and no part of what it is.
        Account comparable = account.keeping().equals(Keeping.PLAIN) ? existing.kept(Keeping.PLAIN) : existing;
        if (!comparable.equals(account) && !wasOnce(handle, key, comparable, account)) {
            boolean same =
                    existing.kind() == account.kind() && existing.currency().equals(account.currency());
            throw new IdempotencyConflictException("account: " + account.id() + " is open as " + existing
                    + " and stays that; open " + account + " under another path"
                    + (same ? ", or change the constraint of the open one" : ""));
        }
        return false;
    }

    /** Whether the account had this definition before it was constrained anew. */
    private static boolean wasOnce(Handle handle, AccountKey key, Account existing, Account account) {
        return existing.currency().equals(account.currency())
                && existing.under(account.constraint()).equals(account)
                && constraints(handle, key, account.currency()).contains(account.constraint());
    }

    /** Under which constraints the account was before the one it has. */
    private static List<Constraint> constraints(Handle handle, AccountKey key, Currency currency) {
        return handle.createQuery(CONSTRAINTS)
                .bind("scope", key.scope().name())
                .bind("account", key.row())
                .map((row, context) -> constraint(row, currency))
                .list();
    }

    /**
     * Keeps the account on so many rows from now on, if it is not on as many already.
     *
     * @throws NotFoundException if it is not open
     * @throws InvalidRequestException if it is on more rows, has a ceiling, or is kept in another way
     */
    void stripe(Handle handle, AccountKey key, int stripes, Instant now) {
        // A closing that does not see the new rows must not be under way.
        @Nullable
        LocalDate closed = scopes.closedThrough(handle, key.scope(), now).orElse(null);
        AccountRow own = lock(handle, key).orElseThrow(() -> SqlAccounts.notOpen(key.id()));
        Account account = own.account();
        int before = account.keeping().stripes();
        if (stripes < before) {
            throw new InvalidRequestException(
                    "stripes", "of " + key.id() + " are " + before + " and never become fewer; give that or more");
        }
        if (stripes == before) {
            return;
        }
        Account striped = account.kept(new Keeping(stripes, account.keeping().deferring()));
        for (AccountKey row : key.rows(before)) {
            handle.createUpdate(SET_STRIPES)
                    .bind("stripes", stripes)
                    .bind("scope", row.scope().name())
                    .bind("account", row.row())
                    .execute();
        }
        insertStripes(handle, key, striped, own.state(), before, closed, now);
    }

    private boolean insert(Handle handle, AccountKey key, Account account, Instant now) {
        @Nullable
        LocalDate closed = scopes.closedThrough(handle, key.scope(), now).orElse(null);
        boolean opened = dialect.insertIfAbsent(handle, INSERT, insert -> bind(insert, key, account, closed, now));
        if (opened) {
            insertStripes(handle, key, account, AccountState.OPEN, 1, closed, now);
        }
        return opened;
    }

    /**
     * Books later, from now on, what makes the account more.
     *
     * @throws NotFoundException if it is not open
     * @throws InvalidRequestException if it is striped or has a ceiling
     */
    void defer(Handle handle, AccountKey key) {
        Account account = lock(handle, key)
                .orElseThrow(() -> SqlAccounts.notOpen(key.id()))
                .account();
        Account deferring = account.kept(new Keeping(account.keeping().stripes(), true));
        if (!deferring.equals(account)) {
            handle.createUpdate(SET_DEFERRING)
                    .bind("scope", key.scope().name())
                    .bind("account", key.row())
                    .execute();
        }
    }

    private void insertStripes(
            Handle handle,
            AccountKey key,
            Account account,
            AccountState state,
            int from,
            @Nullable LocalDate closed,
            Instant now) {
        Account stripe = stripeOf(account);
        for (AccountKey row : key.rows(account.keeping().stripes())) {
            if (row.stripe() >= from) {
                try (Update insert = handle.createUpdate(INSERT)) {
                    bind(insert, row, stripe, closed, now);
                    insert.bind("state", state.name()).execute();
                }
            }
        }
    }

    /** What a further row of a striped account may be: it lends nothing. */
    static Account stripeOf(Account account) {
        Constraint constraint = account.constraint();
        @Nullable Money floor = constraint.least() == null ? null : Money.zero(account.currency());
        return account.under(new Constraint(floor, null, constraint.only()));
    }

    private static void bind(Update insert, AccountKey key, Account account, @Nullable LocalDate closed, Instant now) {
        bind(insert, key, account.constraint())
                .bind("kind", account.kind().name())
                .bind("currency", account.currency().code())
                .bind("side", account.kind().normalSide().sign())
                .bind("state", AccountState.OPEN.name())
                .bind("stripes", account.keeping().stripes())
                .bind("deferring", account.keeping().deferring())
                .bind("closed", closed)
                .bind("hash", Hash.NONE.toColumn())
                .bind("now", now);
    }

    static @Nullable Long minor(@Nullable Money limit) {
        return limit == null ? null : Long.valueOf(limit.minor());
    }

    static @Nullable Integer sign(@Nullable Side only) {
        return only == null ? null : Integer.valueOf(only.sign());
    }

    Optional<AccountRow> find(Handle handle, Scope scope, AccountId id) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("account", id.path())
                .map((row, context) -> readWhole(row))
                .findOne();
    }

    /**
     * As {@link #find}, where what is looked for is whether the account was ever opened and as what: an old answer is as
     * true as a new one, and in the host's transaction nothing is locked for it.
     */
    Optional<AccountRow> findOpened(Handle handle, Scope scope, AccountId id) {
        return handle.createQuery(FIND)
                .define(Dialect.OLD_WILL_DO, true)
                .bind("scope", scope.name())
                .bind("account", id.path())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The row, locked to the end of the transaction. */
    Optional<AccountRow> lock(Handle handle, AccountKey key) {
        return handle.createQuery(LOCK)
                .bind("scope", key.scope().name())
                .bind("account", key.row())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Keeps in mind under which constraint an account was until now, whose row is locked. */
    void replaced(Handle handle, AccountKey key, Account account) {
        try (Update insert = handle.createUpdate(INSERT_CONSTRAINT).define("now", dialect.clock())) {
            bind(insert, key, account.constraint())
                    .bind("number", constraints(handle, key, account.currency()).size() + 1)
                    .execute();
        }
    }

    private static Update bind(Update update, AccountKey key, Constraint constraint) {
        return update.bind("scope", key.scope().name())
                .bind("account", key.row())
                .bind("floor", minor(constraint.least()))
                .bind("ceiling", minor(constraint.most()))
                .bind("only", sign(constraint.only()));
    }

    /** Changes what may not happen to a row that is locked. */
    void constrain(Handle handle, AccountKey key, Account account) {
        bind(handle.createUpdate(CONSTRAIN), key, account.constraint()).execute();
    }

    /** Changes the state of a row that is locked. */
    void become(Handle handle, AccountKey key, AccountState state) {
        handle.createUpdate(SET_STATE)
                .bind("scope", key.scope().name())
                .bind("account", key.row())
                .bind("state", state.name())
                .execute();
    }

    /** The account as a whole, all its stripes together. */
    Optional<AccountRow> whole(Handle handle, Scope scope, AccountId id) {
        Optional<AccountRow> own = find(handle, scope, id);
        for (; own.filter(row -> row.account().keeping().isStriped()).isPresent(); own = find(handle, scope, id)) {
            int stripes = own.get().account().keeping().stripes();
            // In one statement, so that what moves between the stripes is neither missed nor seen twice.
            List<AccountRow> rows = rows(handle, own.get().key().rows(stripes));
            if (rows.get(0).account().keeping().stripes() == stripes) {
                return rows.stream().reduce(AccountRow::with);
            }
        }
        return own;
    }

    private static List<AccountRow> rows(Handle handle, Collection<AccountKey> keys) {
        return handle.createQuery(FIND_ALL)
                .bind("scope", keys.iterator().next().scope().name())
                .bindList("accounts", keys.stream().map(AccountKey::row).toList())
                .map((row, context) -> readWhole(row))
                .list();
    }

    /** Those of the accounts that are open, by their own rows, as {@link #findOpened} finds them. */
    Map<AccountKey, AccountRow> findOpened(Handle handle, SortedSet<AccountKey> keys) {
        Map<AccountKey, AccountRow> found = new TreeMap<>();
        handle.createQuery(FIND_ALL)
                .define(Dialect.OLD_WILL_DO, true)
                .bind("scope", keys.first().scope().name())
                .bindList("accounts", keys.stream().map(AccountKey::row).toList())
                .map((row, context) -> read(row))
                .forEach(row -> found.put(row.key(), row));
        return found;
    }

    /** All accounts of the scope, each as a whole, by their names. */
    List<AccountRow> all(Handle handle, Scope scope) {
        Map<AccountId, AccountRow> accounts = new TreeMap<>();
        handle.createQuery(ALL)
                .bind("scope", scope.name())
                .map((row, context) -> readWhole(row))
                .forEach(row -> accounts.merge(row.id(), row, AccountRow::with));
        return List.copyOf(accounts.values());
    }

    static AccountRow readWhole(ResultSet row) throws SQLException {
        AccountRow own = read(row);
        long deferred = row.getLong("deferred_minor");
        return deferred == 0 ? own : own.withDeferred(deferred);
    }

    static AccountRow read(ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString("currency"));
        AccountKey key = AccountKey.of(new Scope(row.getString("scope")), row.getString("account"));
        Account account = new Account(
                key.id(),
                AccountKind.valueOf(row.getString("kind")),
                currency,
                constraint(row, currency),
                Keeping.of(row.getInt("stripes"), row.getBoolean("deferring")));
        return new AccountRow(
                key.scope(),
                account,
                key.stripe(),
                AccountState.valueOf(row.getString("state")),
                row.getObject("closed_through", LocalDate.class),
                row.getLong("balance_minor"),
                row.getLong("held_minor"),
                row.getLong("entry_count"),
                Instants.read(row, "last_booked_at"),
                Hash.read(row.getBytes("last_hash")),
                row.getInt("terms"));
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
