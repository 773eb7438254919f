package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks what was carried over from closed periods, and which days are closed. On the way along all entries, each is
 * added to a weighed sum for the periods it counts to; what the closings say is taken away from it, whatever order both
 * come in. Only if something is left are the entries asked once more, period by period. Used by one thread.
 */
final class ClosingWalk implements EntryWalk.Taker {
    private static final String DAYS = "select p.scope, p.ends_on, %s from crema_period p where {scope p}";

    private static final String CLOSINGS =
            "select c.scope, c.account, %s, c.balance_minor from crema_closing c where {scope c}";

    // No day is as early as that.
    private static final String LAST = """
             left join (select scope, max(ends_on) as ends_on from crema_period group by scope) p on p.scope = a.scope
            where {scope a}
                and coalesce(a.closed_through, date '1000-01-01') <> coalesce(p.ends_on, date '1000-01-01')
            """;

    private static final String SCOPES = "select a.scope, '', a.closed_through, p.ends_on from crema_scope a" + LAST;

    private static final String ACCOUNTS =
            "select a.scope, a.account, a.closed_through, p.ends_on from crema_account a" + LAST;

    private static final String WITHOUT_SCOPE = """
            select p.scope, '', null, max(p.ends_on)
            from crema_period p
            left join crema_scope s on s.scope = p.scope
            where s.scope is null and {scope p}
            group by p.scope
            """;

    private static final String DIFFERENT = """
            select t.account, sum(t.entries), sum(t.carried)
            from (
                select e.account, e.amount_minor as entries, 0 as carried from crema_entry e
                where e.scope = ? and (e.effective_on <= ? or e.effective_on is null and e.booked_at < ?)
                union all
                select c.account, 0, c.balance_minor from crema_closing c where c.scope = ? and c.ends_on = ?) t
            group by t.account
            having sum(t.entries) <> sum(t.carried)
            order by t.account
            """;

    private final Walk walk;
    private final Connection connection;
    private final Map<String, ClosedDays> closed = new HashMap<>();
    private final WeighedSum sum;
    private final WeighedSum round;

    ClosingWalk(Walk walk, Connection connection) {
        this.walk = walk;
        this.connection = connection;
        this.sum = new WeighedSum(walk.key);
        this.round = new WeighedSum(walk.key);
    }

    /** Reads which days are closed; before the entries are walked. */
    void begin() throws SQLException {
        Map<String, TreeMap<Integer, LocalDate>> days = new HashMap<>();
        walk.stream(
                connection,
                DAYS.formatted(walk.sql.day("p.ends_on")),
                row -> days.computeIfAbsent(row.getString(1), scope -> new TreeMap<>())
                        .put(row.getInt(3), row.getObject(2, LocalDate.class)));
        days.forEach((scope, each) -> closed.put(scope, new ClosedDays(scope, each, sum)));
    }

    @Override
    public void begin(boolean again) {
        if (!again) {
            sum.add(round);
        }
        round.clear();
    }

    @Override
    public void take(EntryRow entry, AccountWalk account, byte[] mask) {
        if (closed.isEmpty()) {
            return;
        }
        if (account.carried == null) {
            @Nullable ClosedDays days = closed.get(EntryRow.text(account.scope));
            account.carried = new Carried(days, sum.weight(account.scope, account.account));
        }
        @Nullable ClosedDays days = account.carried.days();
        int period = days == null ? 0 : days.firstFrom(entry.day);
        if (days != null && period < days.count()) {
            round.add(entry.amount, account.carried.weight(), days.fromThereOn(period), true);
        }
    }

    /** Where an account's entries are added to. */
    record Carried(@Nullable ClosedDays days, WeighedSum.Weight weight) {}

    /** Compares with what was written down, after all entries. */
    void end() throws SQLException {
        begin(false);
        takeAwayClosings();
        if (!sum.isZero()) {
            for (ClosedDays days : closed.values()) {
                findDifferent(days);
            }
        }
        for (String query : new String[] {SCOPES, WITHOUT_SCOPE, ACCOUNTS}) {
            walk.stream(
                    connection,
                    query,
                    row -> find(
                            row.getString(1),
                            row.getString(2),
                            "closed through " + day(row.getObject(4, LocalDate.class)),
                            day(row.getObject(3, LocalDate.class))));
        }
    }

    private void takeAwayClosings() throws SQLException {
        walk.stream(connection, CLOSINGS.formatted(walk.sql.day("c.ends_on")), row -> {
            byte[] scope = row.getBytes(1);
            byte[] account = row.getBytes(2);
            int day = row.getInt(3);
            @Nullable ClosedDays days = closed.get(EntryRow.text(scope));
            if (days == null || !days.has(day)) {
                find(
                        EntryRow.text(scope),
                        EntryRow.text(account),
                        "a period that ends on " + LocalDate.ofEpochDay(day),
                        row.getLong(4) + " carried over without it");
            } else {
                sum.add(row.getLong(4), sum.weight(scope, account), days.only(day), false);
            }
        });
    }

    private void findDifferent(ClosedDays days) throws SQLException {
        for (LocalDate day : days.days()) {
            Object[] parameters = {
                days.scope(), day, walk.sql.parameter(BalanceHistory.lastOf(day).plusNanos(1_000)), days.scope(), day
            };
            walk.stream(
                    connection,
                    DIFFERENT,
                    row -> find(
                            days.scope(),
                            row.getString(1),
                            "carried over " + row.getString(2) + " on " + day,
                            row.getString(3)),
                    parameters);
        }
    }

    private static String day(@Nullable LocalDate day) {
        return day == null ? "no day" : day.toString();
    }

    private void find(String scope, String account, String expected, String found) {
        walk.find(Kind.CLOSING_WRONG, scope, account, 0, "", expected, found);
    }

    /** The last days of a scope's periods, each with its weight, and the weight of it and all later ones together. */
    static final class ClosedDays {
        private final String scope;
        private final LocalDate[] days;
        private final int[] numbers;
        private final WeighedSum.Weight[] each;
        private final WeighedSum.Weight[] together;

        ClosedDays(String scope, SortedMap<Integer, LocalDate> ends, WeighedSum sum) {
            this.scope = scope;
            this.days = ends.values().toArray(LocalDate[]::new);
            this.numbers = ends.keySet().stream().mapToInt(day -> day).toArray();
            this.each = new WeighedSum.Weight[days.length];
            this.together = new WeighedSum.Weight[days.length];
            for (int i = days.length - 1; i >= 0; i--) {
                each[i] = sum.weight(EntryRow.utf8(scope), EntryRow.utf8("#" + numbers[i]));
                together[i] = i == days.length - 1 ? each[i] : each[i].plus(together[i + 1]);
            }
        }

        String scope() {
            return scope;
        }

        int count() {
            return days.length;
        }

        Iterable<LocalDate> days() {
            return Arrays.asList(days);
        }

        /** Which period the day is in: those before it end earlier. */
        int firstFrom(int day) {
            int at = Arrays.binarySearch(numbers, day);
            return at < 0 ? -at - 1 : at;
        }

        boolean has(int day) {
            return Arrays.binarySearch(numbers, day) >= 0;
        }

        WeighedSum.Weight fromThereOn(int period) {
            return together[period];
        }

        WeighedSum.Weight only(int day) {
            return each[Arrays.binarySearch(numbers, day)];
        }
    }
}
