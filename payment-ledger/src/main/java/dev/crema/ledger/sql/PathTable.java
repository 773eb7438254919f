package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.account.Total;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Reads {@code crema_account} by path. What is below a path is a range of the primary key, as names are compared byte
 * for byte and {@code ;} follows {@code :}; so no character of a path can act as a wildcard. The order names the
 * whole key, without which H2 would not go by it. Stateless.
 */
final class PathTable {
    // Rows with # in their name are stripes: parts of an account, not accounts.
    private static final String PAGE = "select " + AccountTable.COLUMNS + """
             from crema_account
            where scope = :scope and account > :after and account < :end and position('#' in account) = 0
            order by scope, account
            limit :most
            """;

    private static final String NOTED = "select " + AccountTable.columns("a.") + """
             from crema_account_note n
            join crema_account a on a.scope = n.scope and a.account = n.account
            where n.scope = :scope and n.name = :name and n.content = :content and n.account > :after
            order by n.scope, n.name, n.content, n.account
            limit :most
            """;

    private static final String ROLLED_UP = """
            select kind, currency, normal_side, sum(balance_minor) as balance_minor, sum(held_minor) as held_minor,
                sum(case when position('#' in account) = 0 then 1 else 0 end) as accounts
            from (
                select account, kind, currency, normal_side, balance_minor, held_minor from crema_account
                where scope = :scope and account >= :path and account < :stripesEnd
                union all
                select account, kind, currency, normal_side, balance_minor, held_minor from crema_account
                where scope = :scope and account > :below and account < :belowEnd
                union all
                select '#', a.kind, a.currency, a.normal_side, d.amount_minor, 0
                from crema_deferred d join crema_account a on a.scope = d.scope and a.account = d.account
                where d.scope = :scope and (d.account = :path or d.account > :below and d.account < :belowEnd)
            ) at_and_below
            group by kind, currency, normal_side
            order by currency, kind
            """;

    private PathTable() {}

    /** Those below the path, without it itself; an empty path for all. */
    static List<AccountRow> below(Handle handle, Scope scope, String path, String after, int most) {
        String from = path.isEmpty() ? "" : path + ":";
        return handle.createQuery(PAGE)
                .bind("scope", scope.name())
                .bind("after", after.compareTo(from) > 0 ? after : from)
                .bind("end", path.isEmpty() ? "~" : path + ";")
                .bind("most", most)
                .map((row, context) -> AccountTable.read(row))
                .list();
    }

    static List<AccountRow> noted(Handle handle, Scope scope, String name, String content, String after, int most) {
        return handle.createQuery(NOTED)
                .bind("scope", scope.name())
                .bind("name", name)
                .bind("content", content)
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> AccountTable.read(row))
                .list();
    }

    static List<Total> rolledUp(Handle handle, Scope scope, AccountId path) {
        return handle.createQuery(ROLLED_UP)
                .bind("scope", scope.name())
                .bind("path", path.path())
                .bind("stripesEnd", path.path() + "$")
                .bind("below", path.path() + ":")
                .bind("belowEnd", path.path() + ";")
                .map((row, context) -> total(path, row))
                .list();
    }

    private static Total total(AccountId path, ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString("currency"));
        Money balance = BalanceHistory.money(row.getBigDecimal("balance_minor"), currency);
        Money onNormalSide = row.getInt("normal_side") > 0 ? balance : balance.negated();
        return new Total(
                AccountKind.valueOf(row.getString("kind")),
                new Balance(path, onNormalSide, BalanceHistory.money(row.getBigDecimal("held_minor"), currency)),
                row.getLong("accounts"));
    }
}
