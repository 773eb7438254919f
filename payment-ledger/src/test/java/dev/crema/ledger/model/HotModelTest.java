package dev.crema.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.Statement;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Striped and deferring accounts on the ledger, plain ones of the same names in the model, which knows nothing of hot
 * accounts: what is answered, refused, in the accounts, available and due on a day is the same after each act, and so are
 * entries and statements, once folded, but for numbers and times. {@code -Dcrema.seed=...} runs a printed seed again,
 * {@code -Dcrema.steps=...} longer.
 */
@OnEachDatabase
class HotModelTest {
    private static final int STEPS = Integer.getInteger("crema.steps", 240);
    private static final int FOLD_EVERY = 40;

    private static final List<Account> PLAIN = List.of(
            Account.asset("bank", "CNY"),
            Account.liability("wallet:1", "CNY").neverBelowZero(),
            Account.liability("shop", "CNY").neverBelowZero(),
            Account.asset("pool", "CNY"),
            Account.revenue("fees", "CNY"),
            Account.liability("tips", "CNY").neverBelow(cny(-50)));

    private static final List<Account> HOT = List.of(
            PLAIN.get(0),
            PLAIN.get(1),
            PLAIN.get(2).striped(3),
            PLAIN.get(3).striped(2),
            PLAIN.get(4).deferring(),
            PLAIN.get(5).deferring());

    private final TestDatabase database;
    private final Scope scope;
    private final SettableClock clock = SettableClock.at("2026-11-22T10:00:00Z");

    HotModelTest(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
        Ledger.createOn(database.dataSource());
    }

    private static Money cny(long minor) {
        return Money.ofMinor("CNY", minor);
    }

    @Test
    void hotAccountsAreInvisibleToWhoeverPostsHoldsOrReads() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("HotModelTest on " + database + ": -Dcrema.seed=" + seed);
        Run run = new Run(seed);
        while (run.step < STEPS) {
            run.act();
        }
        run.compareFolded();
        assertThat(run.done).as("done, of " + STEPS).isGreaterThan(STEPS / 3);
        LedgerInvariants.check(database.dataSource());
        assertThat(run.ledger.audit().verify().first()).isEmpty();
    }

    /** What was said, but for numbers, running balances and times, which follow from how an account is kept. */
    private static Object told(Answer answer) {
        if (!answer.isDone()) {
            return answer.refusal();
        }
        Object result = answer.result();
        if (result instanceof PostedJournal posted) {
            return told(posted);
        }
        return result instanceof List<?> all
                ? all.stream().map(each -> told((PostedJournal) each)).toList()
                : String.valueOf(result);
    }

    private static List<Object> told(PostedJournal posted) {
        List<Object> lines = new ArrayList<>(
                posted.entries().stream().map(HotModelTest::line).sorted().toList());
        lines.add(posted.reference());
        lines.add(posted.kind());
        lines.add(posted.effectiveOn());
        return lines;
    }

    private static String line(Entry entry) {
        return entry.journal() + " " + entry.account() + " " + entry.amount() + " " + entry.effectiveOn();
    }

    private final class Run {
        final String seed;
        final Random random;
        final Ledger ledger =
                Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(scope);
        final ReferenceLedger model = new ReferenceLedger(scope);
        private final List<Reference> posted = new ArrayList<>();
        private final List<Act.Place> placed = new ArrayList<>();
        int step;
        int done;

        Run(long seed) {
            this.seed = "-Dcrema.seed=" + seed;
            this.random = new Random(seed);
            ledger.open(HOT.toArray(Account[]::new));
            model.answer(new Act.Open(PLAIN), clock.instant());
        }

        void act() {
            step++;
            clock.advance(Duration.ofMillis(random.nextInt(8_000_000)));
            Act act = next();
            Answer expected = model.answer(act, clock.instant());
            Answer answer = Answer.to(() -> act.on(ledger));
            assertThat(told(answer))
                    .as("%s step %d on %s: %s: %s", seed, step, database, act, answer.message())
                    .isEqualTo(told(expected));
            if (answer.isDone()) {
                done++;
                keep(act);
            }
            keepOtherwise();
            model.books().values().forEach(this::compare);
            if (step % FOLD_EVERY == 0) {
                compareFolded();
            }
        }

        private void keep(Act act) {
            if (act instanceof Act.Post post) {
                posted.add(post.journal().reference());
            } else if (act instanceof Act.Place place) {
                placed.add(place);
            }
        }

        /** Now and then an account is kept in another way from now on, or folded in between. */
        private void keepOtherwise() {
            switch (random.nextInt(50)) {
                case 0 -> ledger.stripe(new AccountId("wallet:1"), 4);
                case 1 -> ledger.defer(new AccountId("bank"));
                case 2 -> ledger.stripe(new AccountId("pool"), 5);
                case 3, 4 -> ledger.fold();
                default -> {}
            }
        }

        private Act next() {
            return switch (random.nextInt(24)) {
                case 0, 1 -> new Act.Linked(List.of(journal(), journal(), journal()));
                case 2, 3, 4 -> new Act.Place(account(), new Reference("h-" + step), amount(), null);
                case 5, 6, 7 -> placed.isEmpty() ? new Act.Post(journal()) : capture(hold());
                case 8, 9 ->
                    placed.isEmpty() ? new Act.Post(journal()) : new Act.Release(hold().account(), hold().reference());
                case 10 -> posted.isEmpty() ? new Act.Post(journal()) : new Act.Reverse(some(posted), reference());
                case 11 -> posted.isEmpty() ? new Act.Post(journal()) : new Act.Adjust(some(posted), journal());
                case 12 -> new Act.Become(account(), AccountState.NO_DRAWING);
                case 13, 14, 15 -> new Act.Become(account(), AccountState.OPEN);
                case 16 -> new Act.Become(account(), AccountState.FROZEN);
                default -> new Act.Post(journal());
            };
        }

        private Reference reference() {
            return new Reference("j-" + step + "-" + random.nextInt(1_000_000));
        }

        private <T> T some(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private Act.Place hold() {
            return placed.get(placed.size() - 1 - random.nextInt(Math.min(4, placed.size())));
        }

        private AccountId account() {
            return some(PLAIN).id();
        }

        private Money amount() {
            return cny(1L + random.nextInt(300));
        }

        private Journal journal() {
            AccountId from = random.nextInt(3) == 0 ? new AccountId("bank") : account();
            Money amount = amount();
            Journal.Draft draft = Journal.of(reference()).debit(from, amount);
            if (random.nextInt(3) == 0 && amount.minor() > 1) {
                draft.credit(other(from), cny(1)).credit(other(from), amount.minus(cny(1)));
            } else {
                draft.credit(other(from), amount);
            }
            if (random.nextInt(6) == 0) {
                draft.effectiveOn(today().plusDays(random.nextInt(5) - 2L));
            }
            return draft.balanced();
        }

        private LocalDate today() {
            return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        }

        private AccountId other(AccountId from) {
            AccountId other = account();
            while (other.equals(from)) {
                other = account();
            }
            return other;
        }

        private Act capture(Act.Place hold) {
            boolean debits = List.of("bank", "pool").contains(hold.account().path());
            Money part = cny(1L + random.nextInt((int) hold.amount().minor()));
            AccountId to = other(hold.account());
            Journal journal = Journal.of(reference())
                    .debit(debits ? to : hold.account(), part)
                    .credit(debits ? hold.account() : to, part)
                    .balanced();
            return new Act.Capture(hold.account(), hold.reference(), journal, random.nextBoolean());
        }

        private void compare(Book book) {
            AccountId account = book.account.id();
            assertThat(ledger.balance(account))
                    .as("%s step %d: %s", seed, step, account)
                    .isEqualTo(book.balance());
            if (random.nextInt(8) == 0) {
                LocalDate day = today().plusDays(random.nextInt(8) - 4L);
                assertThat(ledger.reports().balanceOn(account, day))
                        .as("%s step %d: %s on %s", seed, step, account, day)
                        .isEqualTo(book.of(entry -> !entry.effectiveOn().isAfter(day)));
            }
        }

        /** Whatever waited has entries now, and a statement is what there is. */
        void compareFolded() {
            ledger.fold();
            assertThat(ledger.trialBalance().isBalanced()).isTrue();
            for (Book book : model.books().values()) {
                AccountId account = book.account.id();
                List<Entry> entries = LedgerModelTest.entries(ledger, account, 0);
                assertThat(entries.stream().map(HotModelTest::line))
                        .as("%s step %d: entries of %s", seed, step, account)
                        .containsExactlyInAnyOrderElementsOf(
                                book.entries.stream().map(HotModelTest::line).toList());
                Statement all = ledger.reports().statement(account, Span.ALL, 0, 1000);
                assertThat(all.opening()).isEqualTo(cny(0));
                assertThat(all.closing())
                        .as("%s step %d: statement of %s", seed, step, account)
                        .isEqualTo(book.balance().balance());
                assertThat(all.lines().stream().map(Statement.Line::amount).reduce(cny(0), Money::plus))
                        .as("%s step %d: lines of %s", seed, step, account)
                        .isEqualTo(all.closing());
                assertThat(all.lines()).hasSameSizeAs(entries);
            }
        }
    }
}
