package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * What was in accounts at an instant, after an entry or at the end of a day: for each the one entry that says so, found
 * by keys, and for days the few entries that count to another day than the one they were booked on, and what waits
 * to be folded, which will count to its day unless that is closed by then. Stateless.
 */
final class BalanceHistory {
    /** How a balance of account {@code a} is come by. */
    private enum Basis {
        // Null where no entry says it.
        TOLD("<balanceUntilInstantInA>"),
        // Null where the entry that would say it is not there.
        BOOKED("coalesce(" + TOLD.sql + """
                , case when a.entry_count = 0 or exists (
                    select 1 from crema_entry f
                    where f.scope = a.scope and f.account = a.account and f.number = 1 and f.booked_at > :at) then 0 end)"""),
        EFFECTIVE(BOOKED.sql + """
                 + coalesce((select sum(d.amount_minor) from crema_displaced d
                    where d.scope = a.scope and d.account = a.account and d.effective_on <= :day
                        and d.booked_on > :day), 0)
                - coalesce((select sum(d.amount_minor) from crema_displaced d
                    where d.scope = a.scope and d.account = a.account and d.effective_on > :day
                        and d.booked_on <= :day), 0)
                + coalesce(case when a.deferring and (a.closed_through is null or a.closed_through < :day) then (
                    select sum(w.amount_minor) from crema_deferred w
                    where w.scope = a.scope and w.account = a.account and w.effective_on <= :day) end, 0)"""),
        CARRIED("""
                coalesce((select c.balance_minor from crema_closing c
                    where c.scope = a.scope and c.account = a.account and c.ends_on = :day), 0)"""),
        NOW("""
                a.balance_minor + coalesce(case when a.deferring then (
                    select sum(d.amount_minor) from crema_deferred d
                    where d.scope = a.scope and d.account = a.account) end, 0)""");

        private final String sql;

        Basis(String sql) {
            this.sql = sql;
        }

        /** For all accounts. */
        String ofAll() {
            return rows() + " order by a.scope, a.account";
        }

        /** For one account, without its stripes if it has some. */
        String ofOne() {
            return rows() + " and a.account = :account";
        }

        /** For one account and its stripes. */
        String ofStripes() {
            return rows() + " and a.account >= :account and a.account < :end";
        }

        private String rows() {
            return "select a.account, a.kind, a.currency, a.normal_side, a.stripes, " + sql
                    + " as balance_minor from crema_account a where a.scope = :scope";
        }
    }

    static final String CLOSE = "insert into crema_closing (scope, account, ends_on, balance_minor)"
            + " select scope, account, :day, balance_minor from (select a.scope, a.account, " + Basis.EFFECTIVE.sql
            + " as balance_minor from crema_account a where a.scope = :scope) closing"
            + " where balance_minor <> 0 or balance_minor is null"; // which the column refuses

    private static final String UNTOLD = "select a.account from crema_account a where a.scope = :scope and "
            + Basis.BOOKED.sql + " is null order by a.scope, a.account limit 1";

    private BalanceHistory() {}

    /** What was booked until the instant, on the normal side. */
    static Money at(Handle handle, Scope scope, AccountId account, Instant at) {
        Instant then = nameable(at);
        UnaryOperator<Query> bound = query -> query.bind("at", then);
        List<Found> told = found(bound.apply(handle.createQuery(Basis.TOLD.ofOne())), scope, account);
        // Nearly always an entry says it; what to make of none is a question of its own.
        return told.size() == 1 && told.get(0).told() && told.get(0).stripes() == 1
                ? total(told)
                : one(handle, bound, Basis.BOOKED, scope, account, "at: the balance at " + then);
    }

    /** What counts to the day or an earlier one, on the normal side. */
    static Money on(Handle handle, Scope scope, AccountId account, LocalDate day) {
        return one(handle, query -> bindDay(query, day), Basis.EFFECTIVE, scope, account, "day: the balance on " + day);
    }

    /**
     * Few accounts are striped, and a range of rows would be planned anew each time, as nobody knows how many are in it:
     * so that is asked for only where the account says so.
     */
    private static Money one(
            Handle handle, UnaryOperator<Query> bound, Basis basis, Scope scope, AccountId account, String asked) {
        List<Found> found = found(bound.apply(handle.createQuery(basis.ofOne())), scope, account);
        if (found.isEmpty()) {
            throw SqlAccounts.notOpen(account);
        }
        Found own = found.get(0);
        if (own.stripes() > 1) {
            Query query = handle.createQuery(basis.ofStripes()).bind("end", account.path() + "$");
            found = found(bound.apply(query), scope, account);
        }
        if (!found.stream().allMatch(Found::told)) {
            throw TakenOut.refuse(handle, scope, account, asked);
        }
        return total(found);
    }

    /** Of an account and its stripes, on the normal side. */
    private static Money total(List<Found> found) {
        BigDecimal sum = found.stream().map(Found::minor).reduce(BigDecimal.ZERO, BigDecimal::add);
        Found own = found.get(0);
        return money(sum.multiply(BigDecimal.valueOf(own.sign())), own.currency());
    }

    private static List<Found> found(Query query, Scope scope, AccountId account) {
        return query.bind("scope", scope.name())
                .bind("account", account.path())
                .map((row, context) -> Found.read(row))
                .list();
    }

    static TrialBalance allNow(Handle handle, Scope scope) {
        return all(handle, handle.createQuery(Basis.NOW.ofAll()), scope, "");
    }

    static TrialBalance allAt(Handle handle, Scope scope, Instant at) {
        Instant then = nameable(at);
        Query query = handle.createQuery(Basis.BOOKED.ofAll()).bind("at", then);
        return all(handle, query, scope, "at: the balance at " + then);
    }

    static TrialBalance allOn(Handle handle, Scope scope, LocalDate day) {
        Query query = bindDay(handle.createQuery(Basis.EFFECTIVE.ofAll()), day);
        return all(handle, query, scope, "day: the balance on " + day);
    }

    static TrialBalance allCarried(Handle handle, Scope scope, LocalDate endsOn) {
        return all(handle, handle.createQuery(Basis.CARRIED.ofAll()).bind("day", endsOn), scope, "");
    }

    /**
     * Requires that the books have what tells the balances at the end of the day.
     *
     * @throws InvalidStateException if they have not
     */
    static void requireTold(Handle handle, Scope scope, LocalDate day) {
        handle.createQuery(UNTOLD)
                .bind("scope", scope.name())
                .bind("at", lastOf(day))
                .mapTo(String.class)
                .findOne()
                .ifPresent(account -> {
                    AccountId whose = new AccountId(whole(account));
                    throw TakenOut.refuse(handle, scope, whose, "through: what is carried over from " + day);
                });
    }

    /** Stripes are added to the account they are parts of. */
    private static TrialBalance all(Handle handle, Query query, Scope scope, String asked) {
        Map<String, Found> sums = new LinkedHashMap<>();
        List<String> untold = new ArrayList<>();
        query.bind("scope", scope.name()).map((row, context) -> Found.read(row)).forEach(found -> {
            if (!found.told()) {
                untold.add(found.account());
            } else if (untold.isEmpty()) {
                sums.merge(found.account(), found, Found::plus);
            }
        });
        if (!untold.isEmpty()) {
            throw TakenOut.refuse(handle, scope, new AccountId(untold.get(0)), asked);
        }
        return new TrialBalance(sums.values().stream()
                .map(sum -> new TrialBalance.Row(
                        new AccountId(sum.account()), sum.kind(), money(sum.minor(), sum.currency())))
                .toList());
    }

    static Query bindDay(Query query, LocalDate day) {
        return query.bind("day", day).bind("at", lastOf(day));
    }

    /** The last instant of a day that an entry can be booked at. */
    static Instant lastOf(LocalDate day) {
        return Span.start(day.plusDays(1)).minus(1, ChronoUnit.MICROS);
    }

    static Instant nameable(Instant at) {
        Instant from = Span.ALL.from();
        Instant until = Span.ALL.until();
        return at.isBefore(from) ? from : at.isAfter(until) ? until : at;
    }

    static Money money(BigDecimal minor, Currency currency) {
        try {
            return Money.ofMinor(currency, minor.longValueExact());
        } catch (ArithmeticException e) {
            throw new AmountExceededException("sum: of " + currency + " is more than can be counted");
        }
    }

    private record Found(
            String account,
            AccountKind kind,
            Currency currency,
            int sign,
            int stripes,
            BigDecimal minor,
            boolean told) {
        static Found read(ResultSet row) throws SQLException {
            @Nullable BigDecimal minor = row.getBigDecimal("balance_minor");
            return new Found(
                    whole(row.getString("account")),
                    AccountKind.valueOf(row.getString("kind")),
                    Currency.of(row.getString("currency")),
                    row.getInt("normal_side"),
                    row.getInt("stripes"),
                    minor == null ? BigDecimal.ZERO : minor,
                    minor != null);
        }

        Found plus(Found stripe) {
            return new Found(account, kind, currency, sign, stripes, minor.add(stripe.minor), told && stripe.told);
        }
    }

    /** The account that a stripe is a part of; any other as it is. */
    static String whole(String account) {
        int stripe = account.indexOf('#');
        return stripe < 0 ? account : account.substring(0, stripe);
    }
}
