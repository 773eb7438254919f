package dev.crema.ledger.sql;

import static java.util.Objects.requireNonNull;

import dev.crema.context.Scope;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.Export;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.Ties;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/** Tells an export of the books, page by page, in a transaction whose every statement reads the same moment. */
final class Exporting {
    private static final String FIRST_DISPLACED = "select min(effective_on) from crema_displaced where scope = :scope";

    private static final String KINDS =
            "select account, kind from crema_account where scope = :scope and account in (<accounts>)";

    private static final String CARRIED = """
            select c.account, c.ends_on, c.balance_minor
            from crema_closing c
            where c.scope = :scope and c.account >= :first and c.account < :end
            order by c.scope, c.account, c.ends_on
            """;

    private static final int ACCOUNTS = 500;
    private static final int JOURNALS = 200;

    private final Handle handle;
    private final Scope scope;
    private final Export to;
    private final LongConsumer progress;

    Exporting(Handle handle, Scope scope, Export to, LongConsumer progress) {
        this.handle = handle;
        this.scope = scope;
        this.to = to;
        this.progress = progress;
    }

    void run() throws IOException {
        to.begin(first());
        eachPageOfAccounts(page -> {
            for (AccountRow row : page) {
                to.account(row.account());
            }
        });
        journals();
        eachPageOfAccounts(this::carried);
        to.end();
    }

    /** A day on or before the first to which a journal counts. */
    private LocalDate first() {
        LocalDate opened = ScopeTable.openedAt(handle, scope)
                .map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC).minusDays(1))
                .orElse(LocalDate.EPOCH);
        Optional<LocalDate> displaced = handle.createQuery(FIRST_DISPLACED)
                .bind("scope", scope.name())
                .map((row, context) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .one();
        return displaced.filter(day -> day.isBefore(opened)).orElse(opened);
    }

    private interface Page {
        void take(List<AccountRow> page) throws IOException;
    }

    private void eachPageOfAccounts(Page each) throws IOException {
        String after = "";
        while (true) {
            List<AccountRow> page = PathTable.below(handle, scope, "", after, ACCOUNTS);
            if (page.isEmpty()) {
                return;
            }
            each.take(page);
            after = page.get(page.size() - 1).id().path();
        }
    }

    private void journals() throws IOException {
        JournalPages.Walk walk = new JournalPages.Walk(handle, scope, Span.ALL, "");
        long written = 0;
        while (true) {
            List<StoredJournal> found = walk.next(JOURNALS);
            List<PostedJournal> page = JournalPages.withNotes(handle, found);
            Map<AccountId, AccountKind> kinds = kinds(page);
            Map<JournalId, Ties> ties = JournalTies.of(handle, found);
            for (PostedJournal journal : page) {
                to.journal(
                        journal,
                        ties.getOrDefault(journal.id(), Ties.NONE),
                        account -> requireNonNull(kinds.get(account)));
            }
            written += page.size();
            progress.accept(written);
            if (page.size() < JOURNALS) {
                return;
            }
        }
    }

    private Map<AccountId, AccountKind> kinds(List<PostedJournal> page) {
        List<String> touched = page.stream()
                .flatMap(journal -> journal.entries().stream())
                .map(entry -> entry.account().path())
                .distinct()
                .toList();
        Map<AccountId, AccountKind> kinds = new HashMap<>();
        for (int from = 0; from < touched.size(); from += ACCOUNTS) {
            handle.createQuery(KINDS)
                    .bind("scope", scope.name())
                    .bindList("accounts", touched.subList(from, Math.min(touched.size(), from + ACCOUNTS)))
                    .map((row, context) -> Map.entry(
                            new AccountId(row.getString("account")), AccountKind.valueOf(row.getString("kind"))))
                    .forEach(each -> kinds.put(each.getKey(), each.getValue()));
        }
        return kinds;
    }

    /** What the accounts of a page carried over, their stripes with them. */
    private void carried(List<AccountRow> page) throws IOException {
        Map<String, TreeMap<LocalDate, Long>> balances = new HashMap<>();
        handle.createQuery(CARRIED)
                .bind("scope", scope.name())
                .bind("first", page.get(0).id().path())
                .bind("end", page.get(page.size() - 1).id().path() + "$")
                .map((row, context) -> Carried.read(row))
                .forEach(it -> balances.computeIfAbsent(it.account(), account -> new TreeMap<>())
                        .merge(it.endsOn(), it.minor(), Math::addExact));
        for (AccountRow row : page) {
            Currency currency = row.account().currency();
            for (Map.Entry<LocalDate, Long> each :
                    balances.getOrDefault(row.id().path(), new TreeMap<>()).entrySet()) {
                to.carried(row.id(), row.account().kind(), each.getKey(), Money.ofMinor(currency, each.getValue()));
            }
        }
    }

    private record Carried(String account, LocalDate endsOn, long minor) {
        static Carried read(ResultSet row) throws SQLException {
            return new Carried(
                    BalanceHistory.whole(row.getString("account")),
                    row.getObject("ends_on", LocalDate.class),
                    row.getLong("balance_minor"));
        }
    }
}
