package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestDatabase.Kind;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.audit.Finding;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.report.Export;
import dev.crema.ledger.report.Span;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts for operators in {@code dev/crema/partitioning}: what they make of books with a past. */
class PartitionedEntriesTest {
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final AccountId SHOP = new AccountId("shop");

    // The procedures make partitions up to a year from the database's own time.
    private final YearMonth now = YearMonth.now(ZoneOffset.UTC);
    private final YearMonth first = now.minusMonths(4);

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void booksPartitionedByMonthAreReadBookedProvedAndGuardedAsBefore(Kind kind) throws Exception {
        try (TestDatabase server = kind.create()) {
            Books books = new Books(server);
            books.fill();
            Map<String, Object> before = books.read();
            books.partition("month");

            assertThat(books.read()).isEqualTo(before);
            books.bookInBatchesOfAllSizes();
            Schema.of(books.database).create();
            Schema.of(books.database).check();
            assertThat(books.ledger.audit().verify().isClean()).isTrue();
            LedgerInvariants.check(server.dataSource());
            books.nothingIsChangedOrDeleted();
            books.aChangedEntryIsFound();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void pastBalancesAndStatementsOpenOnlyThePartitionsThatTheyNeed(Kind kind) throws Exception {
        try (TestDatabase server = kind.create()) {
            Books books = new Books(server);
            books.lines = 100;
            books.fill();
            Instant middle = Span.month(first.plusMonths(1)).until().minusSeconds(1);
            books.partition("month");

            String balance =
                    books.database.dialect().lastUntil("'default'", "'till'").replace(":at", books.literal(middle));
            String statement = StatementPages.LINES
                    .replace("<bookedWithin>", books.database.dialect().bookedWithin())
                    .replace(":scope", "'default'")
                    .replace(":account", "'till'")
                    .replace(":after", "600")
                    .replace(":last", "1200")
                    .replace(
                            ":from",
                            books.literal(Span.month(first.plusMonths(1)).from()))
                    .replace(":until", books.literal(middle))
                    .replace(":most", "20");
            if (kind == Kind.POSTGRESQL) {
                assertThat(books.plan(balance)).doesNotContain("Seq Scan").doesNotContain("Bitmap");
                // The last of them has the entry that follows, which shows that none is missing.
                assertThat(books.opened(books.plan(balance)))
                        .containsExactly(first, first.plusMonths(1), first.plusMonths(2));
                assertThat(books.opened(books.plan(statement))).containsExactly(first.plusMonths(1));
            } else {
                assertThat(books.plan(balance)).contains("crema_entry_booked").doesNotContain("filesort");
                String found = books.plan(balance)
                        .lines()
                        .filter(line -> line.contains("  e  "))
                        .collect(Collectors.joining("\n"));
                assertThat(books.opened(found)).containsExactly(first, first.plusMonths(1));
                assertThat(books.plan(statement)).containsPattern("crema_entry .* range .* PRIMARY +\\d+");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void whatTheLastPartitionHadToTakeFindsItsPlaceWhenPartitionsAreAdded(Kind kind) throws Exception {
        try (TestDatabase server = kind.create()) {
            Books books = new Books(server);
            books.fill();
            books.partition("year");
            int year = now.getYear() + 3;
            books.clock.advance(Duration.ofDays(3 * 366));
            books.move("shop", "wallet:ann", 7);
            Map<String, Object> before = books.read();
            LocalDate until = LocalDate.of(year + 2, 1, 1);
            books.execute("call crema_add_entry_partitions('year', '" + until + "')");

            assertThat(books.read()).isEqualTo(before);
            assertThat(books.count(books.in("later"))).isZero();
            books.move("shop", "wallet:ann", 7);
            assertThat(books.ledger.audit().verify().isClean()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void afterArchivingInstantsFromThenOnAreAnsweredAsBeforeAndVerifyTellsTheGap(Kind kind) throws Exception {
        try (TestDatabase server = kind.create()) {
            Books books = new Books(server);
            books.fill();
            books.partition("month");
            Map<String, Object> before = books.readFrom(first.plusMonths(2));
            books.archive(first);
            books.archive(first.plusMonths(1));

            assertThat(books.readFrom(first.plusMonths(2))).isEqualTo(before);
            books.bookInBatchesOfAllSizes();
            assertThat(books.ledger.audit().verify().first().orElseThrow().kind())
                    .isEqualTo(Finding.Kind.ENTRY_MISSING);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void afterArchivingEveryAnswerIsAsBeforeOrRefused(Kind kind) throws Exception {
        try (TestDatabase server = kind.create()) {
            Books books = new Books(server);
            books.fill();
            books.partition("month");
            Map<String, Object> before = books.askAll();
            books.archive(first);
            books.archive(first.plusMonths(1));

            books.isAsBeforeOrRefused(before);
            Instant at = first.plusMonths(1).atDay(4).atStartOfDay().toInstant(ZoneOffset.UTC);
            assertThatThrownBy(() -> books.ledger.balanceAt(ANN, at))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageStartingWith("at: the balance at " + at + " cannot be told of wallet:ann: its entries"
                            + " before number ")
                    .hasMessageContaining(
                            "are not in the books any more, and that one was booked at " + first.plusMonths(1))
                    .hasMessageContaining("ask a copy of the books");
            assertThatThrownBy(() ->
                            books.ledger.reports().close(first.plusMonths(1).atDay(2)))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("through: what is carried over from");
            LocalDate end = first.plusMonths(2).atEndOfMonth();
            books.ledger.reports().close(end);
            assertThat(books.ledger.reports().carried(end).toString()).isEqualTo(before.get("trial on " + end));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereEntriesAreMissingInBetweenEveryAnswerIsAsBeforeOrRefused(Kind kind) throws Exception {
        try (TestDatabase server = kind.create()) {
            Books books = new Books(server);
            books.fill();
            Map<String, Object> before = books.askAll();
            YearMonth lost = first.plusMonths(2);
            books.lose(lost.atDay(1), lost.plusMonths(1).atDay(1));

            books.isAsBeforeOrRefused(before);
            Instant at = Span.month(lost).until().minusSeconds(9);
            assertThatThrownBy(() -> books.ledger.balanceAt(ANN, at))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("put back the partition that they are in");
        }
    }

    @Test
    void onH2WhatIsBehindTheMissingOnesIsAnsweredStill() throws Exception {
        try (TestDatabase server = Kind.H2.create()) {
            Books books = new Books(server);
            books.fill();
            Map<String, Object> before = books.askAll();
            Instant late = Span.month(now).from().plusSeconds(5 * 86_400);
            Money then = books.ledger.balanceAt(ANN, late);
            books.lose(
                    first.atDay(1),
                    LocalDate.ofInstant(books.ledger.entries(ANN, 90, 1).get(0).bookedAt(), ZoneOffset.UTC)
                            .plusDays(1));

            books.isAsBeforeOrRefused(before);
            assertThat(books.ledger.balanceAt(ANN, late)).isEqualTo(then);
        }
    }

    @Test
    void onPostgreSqlTheTableCanBecomeTheFirstPartitionWithoutACopy() throws Exception {
        try (TestDatabase server = Kind.POSTGRESQL.create()) {
            Books books = new Books(server);
            books.fill();
            Map<String, Object> before = books.read();
            books.install();
            books.execute("call crema_partition_entries('month', 'keep')");

            assertThat(books.read()).isEqualTo(before);
            assertThat(books.count("crema_entry_whole")).isEqualTo(books.count("crema_entry"));
            books.bookInBatchesOfAllSizes();
            books.nothingIsChangedOrDeleted();
            assertThat(books.ledger.audit().verify().isClean()).isTrue();
        }
    }

    /** Books with a past of some months, and what an operator does to them. */
    private final class Books {
        final TestDatabase server;
        final Database database;
        final SettableClock clock = SettableClock.at(first.atDay(3) + "T10:00:00Z");
        final Ledger ledger;
        int lines;
        private int journals;

        Books(TestDatabase server) {
            this.server = server;
            this.database = Database.on(server.dataSource(), HostTransaction.NONE);
            Schema.of(database).create();
            this.ledger = Ledger.on(database, clock);
        }

        void fill() {
            ledger.open(Account.asset("bank", "CNY"), Account.revenue("till", "CNY"));
            ledger.open(Account.liability("wallet:ann", "CNY").neverBelowZero());
            ledger.open(
                    Account.liability("shop", "CNY").striped(3),
                    Account.revenue("fees", "CNY").deferring());
            for (YearMonth month = first; !month.isAfter(now); month = month.plusMonths(1)) {
                for (int day = 0; day < 6; day++) {
                    List<Journal> journals = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        journals.add(journal("bank", "wallet:ann", 100).balanced());
                        journals.add(journal("wallet:ann", "shop", 40 + i).balanced());
                        journals.add(journal("wallet:ann", "fees", 1).balanced());
                    }
                    ledger.postLinked(journals);
                    fillTill();
                    clock.advance(Duration.ofDays(1));
                }
                ledger.fold();
                ledger.post(journal("wallet:ann", "shop", 5)
                        .effectiveOn(month.atDay(2))
                        .balanced());
                clock.advance(Duration.between(
                        clock.instant(), Span.month(month).until().plusSeconds(36_000)));
            }
            ledger.hold(ANN, new Reference("set-aside"), cny(50));
        }

        /** A line for each of many sales. */
        private void fillTill() {
            if (lines > 0) {
                Journal.Draft sales = Journal.of("sales-" + ++journals).debit("bank", cny(lines));
                for (int line = 0; line < lines; line++) {
                    sales.credit("till", cny(1));
                }
                ledger.post(sales.balanced());
            }
        }

        Journal.Draft journal(String from, String to, long minor) {
            clock.advance(Duration.ofMinutes(11));
            return Journal.of("j-" + ++journals).debit(from, cny(minor)).credit(to, cny(minor));
        }

        void move(String from, String to, long minor) {
            ledger.post(journal(from, to, minor).balanced());
        }

        private static Money cny(long minor) {
            return Money.ofMinor("CNY", minor);
        }

        void install() throws SQLException {
            for (String statement : statements()) {
                execute(statement);
            }
        }

        void partition(String every) throws SQLException {
            install();
            execute("call crema_partition_entries('" + every + "')");
        }

        void archive(YearMonth month) throws SQLException {
            execute(
                    server.kind() == Kind.POSTGRESQL
                            ? "call crema_archive_entries('"
                                    + month.plusMonths(1).atDay(1) + "')"
                            : "call crema_archive_entries()");
            String archive = "crema_entry_" + month.toString().replace('-', '_');
            assertThat(count(archive)).isGreaterThan(80L);
            execute("drop table " + archive);
        }

        private List<String> statements() {
            String name = server.kind() == Kind.POSTGRESQL ? "postgresql" : "mysql";
            String script;
            try (InputStream in = Schema.class.getResourceAsStream("/dev/crema/partitioning/" + name + ".sql")) {
                script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (server.kind() == Kind.POSTGRESQL) {
                return List.of(script);
            }
            String bodies = script.substring(script.indexOf("delimiter //") + 12, script.indexOf("delimiter ;"));
            return java.util.Arrays.stream(bodies.split("//"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        }

        /** All that can be asked about the past. */
        Map<String, Object> read() throws IOException {
            Map<String, Object> answers = readFrom(first.minusMonths(1));
            StringWriter exported = new StringWriter();
            ledger.reports().export(Export.ledger(exported), written -> {});
            answers.put("export", exported.toString());
            answers.put("entries", ledger.entries(SHOP, 0, 1000));
            answers.put("journals", ledger.reports().journalsOf(ANN, "", 1000));
            return answers;
        }

        Map<String, Object> readFrom(YearMonth from) {
            Map<String, Object> answers = new LinkedHashMap<>();
            for (AccountId account : List.of(ANN, SHOP, new AccountId("bank"), new AccountId("fees"))) {
                answers.put(account + " now", ledger.balance(account));
                for (YearMonth month = from; !month.isAfter(now.plusMonths(2)); month = month.plusMonths(1)) {
                    Instant at = Span.month(month).from().plusSeconds(5 * 86_400);
                    answers.put(account + " " + at, ledger.balanceAt(account, at));
                    answers.put(
                            account + " on " + month.atDay(2), ledger.reports().balanceOn(account, month.atDay(2)));
                    answers.put(
                            account + " in " + month, ledger.reports().statement(account, Span.month(month), 0, 99));
                }
            }
            answers.put(
                    "trial",
                    ledger.reports()
                            .trialBalanceAt(Span.month(from.plusMonths(1)).from()));
            return answers;
        }

        /** All that can be asked about the past, each with its answer or the refusal. */
        Map<String, Object> askAll() {
            Map<String, Object> answers = new LinkedHashMap<>();
            for (AccountId account : List.of(ANN, SHOP, new AccountId("bank"), new AccountId("fees"))) {
                ask(answers, account + " now", () -> ledger.balance(account));
                for (LocalDate day = first.minusMonths(1).atDay(6); day.isBefore(now.atEndOfMonth()); ) {
                    Instant at = day.atStartOfDay().toInstant(ZoneOffset.UTC);
                    LocalDate on = day;
                    Span span = new Span(at, at.plus(Duration.ofDays(20)));
                    ask(answers, account + " " + at, () -> ledger.balanceAt(account, at));
                    ask(answers, account + " on " + day, () -> ledger.reports().balanceOn(account, on));
                    ask(answers, account + " in " + span, () -> ledger.reports().statement(account, span, 0, 99));
                    ask(
                            answers,
                            account + " in page " + span,
                            () -> ledger.reports().statement(account, span, 0, 3));
                    ask(answers, "trial at " + at, () -> ledger.reports().trialBalanceAt(at));
                    ask(answers, "trial on " + day, () -> ledger.reports().trialBalanceOn(on));
                    LocalDate end = day.plusMonths(1).withDayOfMonth(1).minusDays(1);
                    ask(answers, "trial on " + end, () -> ledger.reports().trialBalanceOn(end));
                    day = day.plusDays(10);
                }
                for (long number = 0; number < 130; number += 13) {
                    long after = number;
                    ask(
                            answers,
                            account + " after " + after,
                            () -> ledger.reports().balanceAfter(account, after));
                    ask(answers, account + " entries " + after, () -> ledger.entries(account, after, 20));
                    String place = after == 0 ? "" : String.valueOf(after);
                    ask(
                            answers,
                            account + " journals " + after,
                            () -> ledger.reports().journalsOf(account, place, 20));
                }
            }
            return answers;
        }

        private void ask(Map<String, Object> answers, String name, Supplier<Object> question) {
            Object answer;
            try {
                answer = question.get().toString();
            } catch (InvalidStateException refused) {
                answer = refused;
            } catch (InvalidRequestException none) {
                answer = none.getMessage();
            }
            answers.put(name, answer);
        }

        void isAsBeforeOrRefused(Map<String, Object> before) {
            int refused = 0;
            for (Map.Entry<String, Object> now : askAll().entrySet()) {
                if (now.getValue() instanceof InvalidStateException) {
                    refused++;
                } else {
                    assertThat(now.getValue()).as(now.getKey()).isEqualTo(before.get(now.getKey()));
                }
            }
            assertThat(refused).isBetween(20, before.size() - 20);
        }

        /** Takes away what was booked from the first day on and before the other. */
        void lose(LocalDate from, LocalDate until) throws SQLException {
            String delete = "delete from crema_entry where booked_at >= " + literal(start(from)) + " and booked_at < "
                    + literal(start(until));
            execute(
                    switch (server.kind()) {
                        case POSTGRESQL ->
                            "set session_replication_role = replica; " + delete
                                    + "; set session_replication_role = default";
                        case MARIADB -> "drop trigger crema_entry_not_deleted";
                        case H2 -> "drop trigger crema_entry_append_only";
                    });
            if (server.kind() != Kind.POSTGRESQL) {
                execute(delete);
            }
        }

        private static Instant start(LocalDate day) {
            return day.atStartOfDay().toInstant(ZoneOffset.UTC);
        }

        /** One, few and many, by two processes at once, and in a hold. */
        void bookInBatchesOfAllSizes() throws Exception {
            move("bank", "wallet:ann", 3_000);
            Ledger other = Ledger.on(Database.on(server.dataSource(), HostTransaction.NONE), clock);
            ExecutorService callers = Executors.newFixedThreadPool(24);
            try {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 120; i++) {
                    Journal journal = journal("wallet:ann", i % 3 == 0 ? "fees" : "shop", 2)
                            .balanced();
                    Ledger asked = i % 2 == 0 ? ledger : other;
                    all.add(callers.submit(() -> asked.post(journal)));
                }
                for (Future<?> each : all) {
                    each.get(60, TimeUnit.SECONDS);
                }
            } finally {
                callers.shutdownNow();
            }
            List<Journal> linked = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                linked.add(journal("wallet:ann", "shop", 3).balanced());
            }
            ledger.postLinked(linked.subList(0, 3));
            ledger.postLinked(linked);
            ledger.capturePart(
                    ANN,
                    new Reference("set-aside"),
                    journal("wallet:ann", "bank", 10).balanced());
            ledger.release(ANN, new Reference("set-aside"));
            ledger.hold(ANN, new Reference("another-" + journals), cny(10));
            ledger.fold();
        }

        void nothingIsChangedOrDeleted() throws SQLException {
            List<String> misdeeds = new ArrayList<>(List.of(
                    "update crema_entry set amount_minor = amount_minor + 1",
                    "delete from crema_entry where number = 1"));
            if (server.kind() == Kind.POSTGRESQL) {
                String partition = "crema_entry_" + now.plusMonths(2).toString().replace('-', '_');
                misdeeds.add("truncate crema_entry");
                misdeeds.add("truncate " + partition);
                misdeeds.add("delete from " + partition);
                misdeeds.add("update crema_entry_later set number = 1");
            }
            for (String misdeed : misdeeds) {
                assertThatThrownBy(() -> execute(misdeed)).as(misdeed).hasMessageContaining("append-only");
            }
        }

        void aChangedEntryIsFound() throws SQLException {
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                if (server.kind() == Kind.POSTGRESQL) {
                    statement.execute("set session_replication_role = replica");
                } else {
                    statement.execute("drop trigger crema_entry_not_changed");
                }
                assertThat(statement.executeUpdate(
                                "update crema_entry set amount_minor = 9 where account = 'bank' and number = 17"))
                        .isOne();
                statement.execute(server.kind() == Kind.POSTGRESQL ? "set session_replication_role = default" : "do 0");
            }
            Finding found = ledger.audit().verify().first().orElseThrow();
            assertThat(found.kind()).isEqualTo(Finding.Kind.ENTRY_CHANGED);
            assertThat(found.toString()).contains("account bank, entry 17");
        }

        void execute(String sql) throws SQLException {
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        String in(String partition) {
            return server.kind() == Kind.POSTGRESQL
                    ? "crema_entry_" + partition
                    : "crema_entry partition (" + partition + ")";
        }

        long count(String table) throws SQLException {
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("select count(*) from " + table)) {
                count.next();
                return count.getLong(1);
            }
        }

        String literal(Instant at) {
            String text = at.toString().replace('T', ' ').replace("Z", "");
            return server.kind() == Kind.MARIADB
                    ? "timestamp'" + text + "'"
                    : "timestamp with time zone '" + text + "+00'";
        }

        String plan(String query) throws SQLException {
            String explain = server.kind() == Kind.MARIADB
                    ? "explain partitions "
                    : "explain (analyze, costs off, timing off, summary off) ";
            StringBuilder plan = new StringBuilder();
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet lines = statement.executeQuery(explain + query)) {
                ResultSetMetaData columns = lines.getMetaData();
                while (lines.next()) {
                    for (int column = 1; column <= columns.getColumnCount(); column++) {
                        plan.append(lines.getString(column)).append("  ");
                    }
                    plan.append('\n');
                }
            }
            return plan.toString();
        }

        /** The months that a plan opened. */
        List<YearMonth> opened(String plan) {
            List<YearMonth> months = new ArrayList<>();
            for (String line : plan.lines().toList()) {
                for (YearMonth month = first; !month.isAfter(now.plusMonths(2)); month = month.plusMonths(1)) {
                    if (!line.contains("never executed")
                            && line.contains(month.toString().replace('-', '_'))) {
                        months.add(month);
                    }
                }
            }
            return months.stream().distinct().sorted().toList();
        }
    }
}
