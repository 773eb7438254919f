package dev.crema.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.SettableClock;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Standing;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.queue.QueuedJournal;
import dev.crema.money.AccountId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random acts, many of them repeats and many refused, on the ledger and on its model: the same is answered to each, and
 * the same is in the books after each. Alone, and in transactions of the host that are committed or rolled back, at both
 * isolation levels. {@code -Dcrema.seed=...} runs a printed seed again, {@code -Dcrema.steps=...} longer.
 */
@OnEachDatabase
class LedgerModelTest {
    private static final int STEPS = Integer.getInteger("crema.steps", 600);
    private static final int ALL_EVERY = 100;

    private final TestDatabase database;
    private final Scope scope;
    private final HikariDataSource strict;
    private final SettableClock clock = SettableClock.at("2026-11-22T22:00:00.123456789Z");

    LedgerModelTest(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
        this.strict = database.pool(config -> config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ"));
        Ledger.createOn(database.dataSource());
    }

    @AfterEach
    void closePool() {
        strict.close();
    }

    @Test
    void F16_F17_I01_I02_I03_I04_randomActsAreAnsweredAndBookedAsTheModelDoes() throws SQLException {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("LedgerModelTest on " + database + ": -Dcrema.seed=" + seed);
        Random random = new Random(seed);
        Run run = new Run(seed, random);
        while (run.step < STEPS) {
            if (run.step >= Dice.WORLD.size() && random.nextInt(12) == 0) {
                run.inHostTransaction(random.nextBoolean() ? run.loose : run.tight);
            } else {
                Ledger ledger = random.nextInt(4) == 0 ? run.tight.ledger : run.loose.ledger;
                if (random.nextInt(20) == 0) {
                    run.actOutside(ledger);
                }
                run.act(ledger);
            }
        }
        run.compareAll(run.loose.ledger);
        System.out.println("LedgerModelTest on " + database + ": " + run.answers);
        assertThat(run.answers.keySet()).as("every kind of answer was met").hasSizeGreaterThan(STEPS < 600 ? 0 : 7);
        LedgerInvariants.check(database.dataSource());
    }

    /** A host with a ledger that takes part in its transactions. */
    private final class Host {
        final TestHost transactions;
        final Ledger ledger;

        Host(TestHost transactions) {
            this.transactions = transactions;
            this.ledger = Ledger.on(transactions, transactions, clock).in(scope);
        }
    }

    private final class Run {
        final Random random;
        final Dice dice;
        final String seed;
        final Host loose = new Host(new TestHost(database.dataSource()));
        final Host tight = new Host(new TestHost(strict));
        final Map<String, Integer> answers = new TreeMap<>();
        ReferenceLedger model = new ReferenceLedger(scope);
        int step;

        Run(long seed, Random random) {
            this.random = random;
            this.dice = new Dice(random);
            this.seed = "-Dcrema.seed=" + seed;
        }

        void inHostTransaction(Host host) throws SQLException {
            ReferenceLedger before = model.copy();
            Set<AccountId> touched = new TreeSet<>();
            host.transactions.begin();
            for (int acts = 1 + random.nextInt(5); acts > 0; acts--) {
                touched.addAll(act(host.ledger).accounts());
            }
            if (random.nextBoolean()) {
                host.transactions.commit();
            } else {
                host.transactions.rollBack();
                model = before;
            }
            touched.forEach(account -> compare(host.ledger, account, 9));
        }

        /** What needs transactions of its own. */
        void actOutside(Ledger ledger) {
            List<Reference> refused = model.queued(QueuedJournal.State.REFUSED);
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            int number = random.nextInt(8);
            if (number == 0) {
                act(ledger, new Act.CloseBooks(today.minusDays(random.nextInt(5))));
            } else if (number < 4 && !refused.isEmpty()) {
                act(ledger, new Act.Decide(refused.get(random.nextInt(refused.size())), number < 3));
            } else {
                act(ledger, new Act.BookQueued());
                for (AccountId account : model.books().keySet()) {
                    compare(ledger, account, 3);
                }
            }
        }

        Act act(Ledger ledger) {
            return act(ledger, null);
        }

        Act act(Ledger ledger, @Nullable Act chosen) {
            step++;
            if (random.nextInt(3) == 0) {
                clock.advance(Duration.ofMillis(random.nextInt(40_000_000) - 10_000_000L));
            }
            Act act = chosen == null ? dice.next(clock.instant()) : chosen;
            Answer expected = model.answer(act, clock.instant());
            Answer answer = Answer.to(() -> act.on(ledger));
            assertThat(answer)
                    .as("%s step %d on %s: %s", seed, step, database, act)
                    .isEqualTo(expected);
            if (answer.isDone()) {
                dice.wasDone(act);
            }
            answers.merge(kind(act, answer), 1, Integer::sum);
            act.accounts().forEach(account -> compare(ledger, account, 3));
            if (step % ALL_EVERY == 0) {
                compareAll(ledger);
            }
            return act;
        }

        private String kind(Act act, Answer answer) {
            Class<?> refusal = answer.refusal();
            return refusal == null ? act.getClass().getSimpleName() : refusal.getSimpleName();
        }

        /** What is in the account, and its last entries; in both or in neither. */
        private void compare(Ledger ledger, AccountId account, int last) {
            Book book = model.books().get(account);
            if (book == null) {
                assertThatThrownBy(() -> ledger.balance(account))
                        .as("%s step %d: %s", seed, step, account)
                        .isInstanceOf(NotFoundException.class);
                return;
            }
            int from = Math.max(0, book.entries.size() - last);
            List<Entry> expected = book.entries.subList(from, book.entries.size());
            assertThat(entries(ledger, account, from))
                    .as("%s step %d: entries of %s", seed, step, account)
                    .isEqualTo(expected);
            assertThat(ledger.balance(account))
                    .as("%s step %d: balance of %s", seed, step, account)
                    .isEqualTo(book.balance());
        }

        void compareAll(Ledger ledger) {
            for (Map.Entry<AccountId, Book> book : model.books().entrySet()) {
                compare(ledger, book.getKey(), Integer.MAX_VALUE);
                Standing standing = ledger.accounts().standing(book.getKey());
                assertThat(standing.account()).isEqualTo(book.getValue().account);
                assertThat(standing.state()).isEqualTo(book.getValue().state);
                for (Hold hold : book.getValue().holds.values()) {
                    assertThat(ledger.hold(hold.account(), hold.reference(), hold.amount()))
                            .as("%s step %d", seed, step)
                            .isEqualTo(hold);
                }
            }
            for (PostedJournal posted : model.posted()) {
                assertThat(ledger.journal(posted.reference())).contains(posted);
            }
            Past past = new Past(ledger, model, random, seed + " step " + step);
            model.books().values().forEach(past::compare);
            assertThat(ledger.queue().refused(1000))
                    .as("%s step %d: refused", seed, step)
                    .extracting(queued -> queued.reference())
                    .isEqualTo(model.queued(QueuedJournal.State.REFUSED));
            assertThat(ledger.reports().closings()).isEqualTo(model.closings());
            assertThat(ledger.trialBalance().rows())
                    .extracting(row -> row.account())
                    .containsExactlyInAnyOrderElementsOf(model.books().keySet());
            assertThat(ledger.trialBalance().isBalanced()).isTrue();
        }
    }

    static List<Entry> entries(Ledger ledger, AccountId account, long after) {
        List<Entry> entries = new ArrayList<>();
        List<Entry> page = ledger.entries(account, after, 1000);
        while (!page.isEmpty()) {
            entries.addAll(page);
            page = ledger.entries(account, page.get(page.size() - 1).number(), 1000);
        }
        return entries;
    }
}
