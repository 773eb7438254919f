package dev.crema.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Random journals with days of their own, and closings between them; then balances of random instants, days and entries,
 * statements and pages of journals, against a plain fold over all entries. {@code -Dcrema.seed=...} runs a printed seed
 * again, {@code -Dcrema.steps=...} longer.
 */
@OnEachDatabase
class ReportsRandomTest {
    private static final int STEPS = Integer.getInteger("crema.steps", 250);
    private static final List<AccountId> ACCOUNTS = List.of(
            new AccountId("bank"),
            new AccountId("fees"),
            new AccountId("shop"),
            new AccountId("wallet:a"),
            new AccountId("wallet:b"));

    private final TestDatabase database;
    private final SettableClock clock = SettableClock.at("2026-02-27T05:00:00Z");
    private final List<PostedJournal> posted = new ArrayList<>();

    ReportsRandomTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void whatIsReadOfThePastIsTheSumOfWhatWasBooked() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("ReportsRandomTest on " + database + ": -Dcrema.seed=" + seed);
        Random random = new Random(seed);
        Ledger.createOn(database.dataSource());
        Ledger ledger =
                Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(database.scope());
        ledger.open(
                Account.asset("bank", "BEANS/0"),
                Account.expense("fees", "BEANS/0"),
                Account.liability("shop", "BEANS/0").striped(3),
                Account.liability("wallet:a", "BEANS/0"),
                Account.equity("wallet:b", "BEANS/0"));
        LocalDate closed = LocalDate.parse("2026-01-31");
        for (int step = 1; step <= STEPS; step++) {
            clock.advance(Duration.ofSeconds(random.nextInt(random.nextInt(20) == 0 ? 90_000 : 1800)));
            posted.add(ledger.post(journal(random, step, closed)));
            if (random.nextInt(60) == 0) {
                LocalDate through = today().minusDays(1 + random.nextInt(3));
                if (through.isAfter(closed)) {
                    closed = through;
                    ledger.reports().close(closed);
                }
            }
        }
        balances(ledger, random);
        statements(ledger, random);
        journals(ledger, random);
        for (Closing closing : ledger.reports().closings()) {
            assertThat(ledger.reports().carried(closing.endsOn()))
                    .isEqualTo(ledger.reports().trialBalanceOn(closing.endsOn()));
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Journal journal(Random random, int step, LocalDate closed) {
        AccountId from = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        Journal.Draft draft = Journal.of("j-" + step);
        long sum = 0;
        for (AccountId to : ACCOUNTS) {
            if (!to.equals(from) && (sum == 0 || random.nextInt(3) == 0)) {
                long amount = 1L + random.nextInt(100);
                draft.credit(to, beans(amount));
                sum += amount;
            }
        }
        if (random.nextInt(4) == 0) {
            LocalDate day = today().plusDays(random.nextInt(9) - 5);
            draft.effectiveOn(day.isAfter(closed) ? day : closed.plusDays(1));
        }
        return draft.debit(from, beans(sum)).balanced();
    }

    private static Money beans(long minor) {
        return Money.ofMinor("BEANS/0", minor);
    }

    private static Money normal(AccountId account, long debits) {
        boolean debit = account.path().equals("bank") || account.path().equals("fees");
        return beans(debit ? debits : -debits);
    }

    private long fold(AccountId account, Predicate<Entry> counted) {
        return entries(account).stream()
                .filter(counted)
                .mapToLong(entry -> entry.amount().minor())
                .sum();
    }

    /** In the order of booking. */
    private List<Entry> entries(AccountId account) {
        return posted.stream()
                .flatMap(journal -> journal.entries().stream())
                .filter(entry -> entry.account().equals(account))
                .sorted(Comparator.comparing(Entry::bookedAt).thenComparing(Entry::number))
                .toList();
    }

    private Instant instant(Random random) {
        Instant booked = posted.get(random.nextInt(posted.size())).bookedAt();
        return random.nextBoolean() ? booked : booked.plusNanos(1000L * (random.nextInt(2_000_000) - 1_000_000));
    }

    private void balances(Ledger ledger, Random random) {
        Reports reports = ledger.reports();
        for (int i = 0; i < 40; i++) {
            Instant at = instant(random);
            LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC).plusDays(random.nextInt(7) - 3);
            TrialBalance then = reports.trialBalanceAt(at);
            TrialBalance thatDay = reports.trialBalanceOn(day);
            assertThat(then.isBalanced()).isTrue();
            assertThat(thatDay.isBalanced()).isTrue();
            for (AccountId account : ACCOUNTS) {
                long booked = fold(account, entry -> !entry.bookedAt().isAfter(at));
                long counted = fold(account, entry -> !entry.effectiveOn().isAfter(day));
                assertThat(ledger.balanceAt(account, at))
                        .as(account + " at " + at)
                        .isEqualTo(normal(account, booked));
                assertThat(reports.balanceOn(account, day))
                        .as(account + " on " + day)
                        .isEqualTo(normal(account, counted));
                assertThat(row(then, account)).isEqualTo(beans(booked));
                assertThat(row(thatDay, account)).isEqualTo(beans(counted));
                List<Entry> entries = entries(account);
                if (!entries.isEmpty()) {
                    int last = random.nextInt(entries.size());
                    long sum = entries.subList(0, last + 1).stream()
                            .mapToLong(entry -> entry.amount().minor())
                            .sum();
                    assertThat(reports.balanceAfter(account, entries.get(last).number()))
                            .isEqualTo(normal(account, sum));
                }
            }
        }
    }

    private static Money row(TrialBalance balance, AccountId account) {
        return balance.rows().stream()
                .filter(row -> row.account().equals(account))
                .findFirst()
                .orElseThrow()
                .balance();
    }

    private void statements(Ledger ledger, Random random) {
        for (int i = 0; i < 12; i++) {
            Instant one = instant(random);
            Instant other = instant(random);
            Span span = one.isBefore(other) ? new Span(one, other) : new Span(other, one);
            int most = 1 + random.nextInt(40);
            for (AccountId account : ACCOUNTS) {
                List<Statement.Line> lines = new ArrayList<>();
                OptionalLong after = OptionalLong.of(0);
                Statement page = ledger.reports().statement(account, span, 0, 1);
                while (after.isPresent()) {
                    page = ledger.reports().statement(account, span, after.getAsLong(), most);
                    lines.addAll(page.lines());
                    after = page.next();
                }
                long opening = fold(account, entry -> entry.bookedAt().isBefore(span.from()));
                long closing = fold(account, entry -> entry.bookedAt().isBefore(span.until()));
                assertThat(page.opening()).isEqualTo(normal(account, opening));
                assertThat(page.closing()).isEqualTo(normal(account, closing));
                List<Entry> expected = entries(account).stream()
                        .filter(entry -> !entry.bookedAt().isBefore(span.from())
                                && entry.bookedAt().isBefore(span.until()))
                        .toList();
                assertThat(lines)
                        .extracting(Statement.Line::number)
                        .isEqualTo(expected.stream().map(Entry::number).toList());
                long running = opening;
                for (int line = 0; line < lines.size(); line++) {
                    running += expected.get(line).amount().minor();
                    assertThat(lines.get(line).balance()).isEqualTo(normal(account, running));
                }
            }
        }
    }

    private void journals(Ledger ledger, Random random) {
        List<PostedJournal> inOrder = new ArrayList<>(posted);
        inOrder.sort(Comparator.comparing(PostedJournal::bookedAt));
        int most = 1 + random.nextInt(50);
        List<PostedJournal> read = new ArrayList<>();
        for (Optional<String> after = Optional.of(""); after.isPresent(); ) {
            JournalPage page = ledger.reports().journals(Span.ALL, after.get(), most);
            read.addAll(page.journals());
            after = page.next();
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(posted);
        assertThat(read).extracting(PostedJournal::bookedAt).isSorted();
        for (AccountId account : ACCOUNTS) {
            List<PostedJournal> own = new ArrayList<>();
            for (Optional<String> after = Optional.of(""); after.isPresent(); ) {
                JournalPage page = ledger.reports().journalsOf(account, after.get(), most);
                own.addAll(page.journals());
                after = page.next();
            }
            assertThat(own)
                    .containsExactlyInAnyOrderElementsOf(inOrder.stream()
                            .filter(journal -> journal.entries().stream()
                                    .anyMatch(entry -> entry.account().equals(account)))
                            .toList());
        }
    }
}
