package dev.crema.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Many callers at once: in two ledgers on one database, as two processes would, each with a lane of its own, and in
 * transactions of the host that are committed or rolled back. What was acknowledged, done on the model one by one in the
 * order in which the accounts numbered it, must give the same books to the microsecond; so there is such an order.
 */
@OnEachDatabase
class SerializabilityTest {
    private static final int THREADS = 8;
    private static final int ACTS = Integer.getInteger("crema.steps", 600) / 8;

    // Holds have no number in their account, and where there is a floor their order with journals matters: apart.
    private static final List<Account> WITH_FLOOR = List.of(
            Account.liability("wallet:1", "CNY").neverBelowZero(),
            Account.liability("wallet:2", "CNY").neverBelowZero(),
            Account.liability("wallet:3", "CNY").neverBelow(cny(-500)),
            Account.liability("wallet:4", "CNY").neverBelowZero().neverAbove(cny(4_000)));
    private static final List<Account> WITHOUT =
            List.of(Account.asset("bank", "CNY"), Account.liability("credit:1", "CNY"));

    private final TestDatabase database;
    private final Scope scope;

    SerializabilityTest(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
    }

    private static Money cny(long minor) {
        return Money.ofMinor("CNY", minor);
    }

    @Test
    void F43_I14_whatManyDoAtOnceCouldHaveBeenDoneOneByOne() throws Exception {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("SerializabilityTest on " + database + ": -Dcrema.seed=" + seed);
        Ledger ledger = Ledger.createOn(database.dataSource()).in(scope);
        List<Account> world = new ArrayList<>(WITHOUT);
        world.addAll(WITH_FLOOR);
        ledger.open(world.toArray(Account[]::new));
        Ledger otherNode = Ledger.on(database.dataSource()).in(scope);
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            callers.add(
                    i < THREADS - 2
                            ? new Caller(i, random, i % 2 == 0 ? ledger : otherNode)
                            : new HostCaller(i, random, new TestHost(database.dataSource())));
        }
        inParallel(callers);

        Replay replay = new Replay(scope, world);
        callers.forEach(caller -> replay.add(caller.done));
        replay.run(ledger);
        LedgerInvariants.check(database.dataSource());
        assertThat(callers.stream().mapToInt(caller -> caller.done.size()).sum())
                .as("acknowledged, of " + THREADS * ACTS)
                .isGreaterThan(THREADS * ACTS / 4);
    }

    private static void inParallel(List<Caller> callers) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(callers.size());
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Caller caller : callers) {
                all.add(executor.submit(() -> {
                    start.await();
                    caller.run();
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : all) {
                each.get(120, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** One thread, which keeps what was acknowledged to it. */
    private static class Caller {
        final List<Replay.Done> done = new ArrayList<>();
        final Random random;
        final Ledger ledger;
        private final int name;
        private final List<Act.Place> held = new ArrayList<>();
        private final List<Reference> posted = new ArrayList<>();
        private int number;

        Caller(int name, Random random, Ledger ledger) {
            this.name = name;
            this.random = random;
            this.ledger = ledger;
        }

        void run() throws Exception {
            for (int i = 0; i < ACTS; i++) {
                act(next()).ifDone(done::add);
            }
        }

        Replay.Done act(Act act) {
            Answer answer = Answer.to(() -> act.on(ledger));
            if (answer.isDone()) {
                keep(act);
            } else {
                assertThat(refusals(act)).as("%s was answered %s", act, answer).contains(answer.refusal());
            }
            return new Replay.Done(act, answer);
        }

        /** Why an act of these may be refused; all else would be a refusal without a reason. */
        Set<Class<?>> refusals(Act act) {
            if (act instanceof Act.Post || act instanceof Act.Linked) {
                return Set.of(InsufficientFundsException.class, AmountExceededException.class);
            }
            if (act instanceof Act.Reverse) { // also of one that is reversed already
                return Set.of(
                        InsufficientFundsException.class, AmountExceededException.class, InvalidStateException.class);
            }
            if (act instanceof Act.Capture) { // also of a hold that has ended, or of more than is left
                return Set.of(
                        InsufficientFundsException.class, AmountExceededException.class, InvalidStateException.class);
            }
            if (act instanceof Act.Release) { // of one that was captured
                return Set.of(InvalidStateException.class);
            }
            return Set.of(); // where there is no floor, everything can be held
        }

        private void keep(Act act) {
            if (act instanceof Act.Post post) {
                posted.add(post.journal().reference());
            } else if (act instanceof Act.Place place) {
                held.add(place);
            }
        }

        Act next() {
            return switch (random.nextInt(12)) {
                case 0 ->
                    done.isEmpty()
                            ? new Act.Post(journal())
                            : done.get(random.nextInt(done.size())).act();
                case 1 -> new Act.Linked(List.of(journal(), journal(), journal()));
                case 2 -> new Act.Place(any(WITHOUT).id(), reference(), cny(1 + random.nextInt(90)), null);
                case 3 -> held.isEmpty() ? new Act.Post(journal()) : capture(held.get(random.nextInt(held.size())));
                case 4 -> held.isEmpty() ? new Act.Post(journal()) : release(held.get(random.nextInt(held.size())));
                case 5 ->
                    posted.isEmpty()
                            ? new Act.Post(journal())
                            : new Act.Reverse(posted.get(random.nextInt(posted.size())), reference());
                default -> new Act.Post(journal());
            };
        }

        private Act release(Act.Place hold) {
            return new Act.Release(hold.account(), hold.reference());
        }

        private Act capture(Act.Place hold) {
            boolean debit = hold.account().path().startsWith("credit");
            AccountId wallet = new AccountId("wallet:" + (1 + random.nextInt(3)));
            Money part = cny(1 + random.nextInt((int) hold.amount().minor()));
            Journal journal = Journal.of(reference())
                    .debit(debit ? hold.account() : wallet, part)
                    .credit(debit ? wallet : hold.account(), part)
                    .balanced();
            return new Act.Capture(hold.account(), hold.reference(), journal, random.nextBoolean());
        }

        private Reference reference() {
            return new Reference("t" + name + "-" + ++number);
        }

        private Account any(List<Account> accounts) {
            return accounts.get(random.nextInt(accounts.size()));
        }

        private Journal journal() {
            List<Account> all = new ArrayList<>(WITH_FLOOR);
            all.addAll(WITHOUT);
            Account from = all.remove(random.nextInt(all.size()));
            Money amount = cny(1 + random.nextInt(400));
            return Journal.of(reference())
                    .debit(from.id(), amount)
                    .credit(any(all).id(), amount)
                    .balanced();
        }
    }

    /** One that has transactions of its own, of one act or of three, and rolls every third back. */
    private final class HostCaller extends Caller {
        private final TestHost host;

        HostCaller(int name, Random random, TestHost host) {
            super(name, random, Ledger.on(host, host, Clock.systemUTC()).in(scope));
            this.host = host;
        }

        /** Also what it cannot have at once without waiting for somebody who may be waiting for it. */
        @Override
        Set<Class<?>> refusals(Act act) {
            Set<Class<?>> refusals = new HashSet<>(super.refusals(act));
            refusals.add(ConcurrencyException.class);
            if (!(act instanceof Act.Post) && !(act instanceof Act.Linked) && !(act instanceof Act.Place)) {
                refusals.add(NotFoundException.class); // what it names was rolled back
            }
            return refusals;
        }

        @Override
        void run() throws Exception {
            for (int i = 0; i < ACTS; i += 2) {
                List<Replay.Done> inside = new ArrayList<>();
                host.begin();
                boolean beaten = false;
                for (int acts = random.nextInt(4) == 0 ? 3 : 1; acts > 0 && !beaten; acts--) {
                    Replay.Done one = act(next());
                    one.ifDone(inside::add);
                    beaten = one.answer().refusal() == ConcurrencyException.class;
                }
                if (beaten || random.nextInt(3) == 0) {
                    host.rollBack();
                } else {
                    host.commit();
                    done.addAll(inside);
                }
            }
        }
    }
}
