package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.StorageException;
import dev.crema.money.AccountId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Group commit by itself: a transaction that does what the test says, and threads that the test lets go one by one. */
@Timeout(60)
class LaneTest {
    private static final int ROOM = 50;

    private final Gate gate = new Gate();
    private final Lane lane = new Lane(gate, ROOM);

    /** Answers each request by its own name, one batch after the other, each when the test says so. */
    private static final class Gate implements Lane.Work {
        final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
        final List<Thread> leaders = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch open = new CountDownLatch(1);
        final CountDownLatch entered = new CountDownLatch(1);
        volatile Function<String, Outcome> answer = name -> Outcome.done(List.of(name));

        @Override
        public List<Outcome> of(List<Request> requests, Turn turn) {
            List<String> names = requests.stream().map(LaneTest::name).toList();
            batches.add(names);
            leaders.add(Thread.currentThread());
            entered.countDown();
            await(open);
            return names.stream().map(answer).toList();
        }
    }

    /** A caller on a thread of its own. */
    private final class Caller {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        final Thread thread;

        Caller(String name) {
            this(request(name));
        }

        Caller(Request request) {
            this(request, lane);
        }

        Caller(Request request, Lane lane) {
            thread = new Thread(() -> {
                try {
                    outcome.complete(lane.submit(request));
                } catch (Throwable e) {
                    outcome.completeExceptionally(e);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            thread.start();
        }

        /** Until it stands in the queue. */
        Caller waits() {
            while (LockSupport.getBlocker(thread) == null) {
                Thread.onSpinWait();
            }
            return this;
        }

        Caller waitsOrIsAnswered() {
            while (LockSupport.getBlocker(thread) == null && !outcome.isDone()) {
                Thread.onSpinWait();
            }
            return this;
        }

        Outcome outcome() {
            return outcome.join();
        }
    }

    private static Request request(String name) {
        AccountKey account = new AccountKey(Scope.DEFAULT, new AccountId("a"));
        return Request.of(new Command.Release(new HoldKey(account, new Reference(name)), false));
    }

    private static String name(Request request) {
        return ((Command.Release) request.commands().get(0)).hold().reference().value();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("the lane lets interrupts through to the transaction", e);
        }
    }

    /** The first caller, who leads, is inside its transaction; the others wait in their order. */
    private List<Caller> leadingAndWaiting(int others) {
        List<Caller> callers = new ArrayList<>();
        callers.add(new Caller("r0"));
        await(gate.entered);
        for (int i = 1; i <= others; i++) {
            callers.add(new Caller("r" + i).waits());
        }
        return callers;
    }

    private static List<String> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "r" + i).toList();
    }

    @Test
    void aCallerAloneIsABatchOfItsOwnOnItsOwnThread() {
        gate.open.countDown();

        assertThat(lane.submit(request("r0")).orThrow()).containsExactly("r0");
        assertThat(lane.submit(request("r1")).orThrow()).containsExactly("r1");

        assertThat(gate.batches).containsExactly(names(0, 0), names(1, 1));
        assertThat(gate.leaders).containsOnly(Thread.currentThread());
    }

    @Test
    void allWhoCameMeanwhileAreTheNextBatchInTheOrderOfArrivalAndTheFirstOfThemLeadsIt() {
        List<Caller> callers = leadingAndWaiting(9);
        gate.open.countDown();

        for (int i = 0; i <= 9; i++) {
            assertThat(callers.get(i).outcome().orThrow()).containsExactly("r" + i);
        }
        assertThat(gate.batches).containsExactly(names(0, 0), names(1, 9));
        assertThat(gate.leaders).containsExactly(callers.get(0).thread, callers.get(1).thread);
    }

    @Test
    void thereIsOneLeaderAtATimeAndEveryCallerGetsItsOwnOutcomeOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        Lane busy = new Lane(
                (requests, turn) -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    List<String> names = requests.stream().map(LaneTest::name).toList();
                    done.addAll(names);
                    inside.decrementAndGet();
                    return names.stream().map(it -> Outcome.done(List.of(it))).toList();
                },
                1000);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            String caller = "t" + t + "-";
            CompletableFuture<Void> end = new CompletableFuture<>();
            all.add(end);
            new Thread(() -> {
                        try {
                            for (int i = 0; i < 500; i++) {
                                assertThat(busy.submit(request(caller + i)).orThrow())
                                        .containsExactly(caller + i);
                            }
                            end.complete(null);
                        } catch (Throwable e) {
                            end.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(most).hasValue(1);
        assertThat(done).hasSize(16 * 500).doesNotHaveDuplicates();
        for (int t = 0; t < 16; t++) {
            String caller = "t" + t + "-";
            assertThat(done.stream().filter(it -> it.startsWith(caller)))
                    .as("one caller's requests stay in their order")
                    .containsExactlyElementsOf(
                            IntStream.range(0, 500).mapToObj(i -> caller + i).toList());
        }
    }

    @Test
    void oneRefusalIsNobodyElses() {
        List<Caller> callers = leadingAndWaiting(3);
        gate.answer = name ->
                name.equals("r2") ? Outcome.refused(new InsufficientFundsException("r2")) : Outcome.done(List.of(name));
        gate.open.countDown();

        assertThatThrownBy(() -> callers.get(2).outcome().orThrow())
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessage("r2");
        assertThat(callers.get(1).outcome().orThrow()).containsExactly("r1");
        assertThat(callers.get(3).outcome().orThrow()).containsExactly("r3");
        assertThat(gate.batches).as("nothing was done twice").hasSize(2);
    }

    @Test
    void aFullQueueRefusesClearlyAndTakesMoreOnceThereIsRoom() {
        List<Caller> callers = leadingAndWaiting(ROOM);

        Caller late = new Caller("late").waitsOrIsAnswered();
        assertThat(late.outcome).isCompletedExceptionally();
        assertThatThrownBy(late::outcome)
                .hasCauseInstanceOf(ConcurrencyException.class)
                .hasMessageContainingAll("50", "nothing was written", "later")
                .satisfies(e -> assertThat(((ConcurrencyException) e.getCause()).isRetryable())
                        .isTrue());
        gate.open.countDown();
        callers.forEach(caller -> assertThat(caller.outcome().failure()).isNull());

        assertThat(lane.submit(request("late")).orThrow()).containsExactly("late");
        assertThat(gate.batches)
                .flatExtracting(it -> it)
                .doesNotHaveDuplicates()
                .hasSize(ROOM + 2);
    }

    @Test
    void F08_aLeaderStruckByAnErrorLeavesTheOthersInDoubtAndTheLaneAtWork() {
        List<Caller> first = leadingAndWaiting(2);
        gate.answer = name -> {
            if (name.equals("r0")) {
                throw new StackOverflowError("r0");
            }
            return Outcome.done(List.of(name));
        };
        gate.open.countDown();
        assertThatThrownBy(() -> first.get(0).outcome()).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(first.get(1).outcome().orThrow()).containsExactly("r1");
        assertThat(first.get(2).outcome().orThrow()).containsExactly("r2");
    }

    @Test
    void F08_whoseLeaderIsStruckMayHaveBeenDone() {
        List<Caller> callers = leadingAndWaiting(3);
        gate.answer = name -> {
            if (name.equals("r1")) {
                throw new StackOverflowError("r1");
            }
            return Outcome.done(List.of(name));
        };
        gate.open.countDown();

        assertThatThrownBy(() -> callers.get(1).outcome()).hasCauseInstanceOf(StackOverflowError.class);
        for (int i = 2; i <= 3; i++) {
            assertThat(callers.get(i).outcome().failure())
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("repeat the request with the same reference");
        }
        assertThat(lane.submit(request("next")).orThrow()).containsExactly("next");
    }

    @Test
    void interruptsDisturbNoTransactionAndAreNotForgotten() {
        List<Caller> callers = leadingAndWaiting(3);
        Caller leading = callers.get(0);
        Caller next = callers.get(1);
        Caller waiting = callers.get(2);
        next.thread.interrupt();
        waiting.thread.interrupt();
        gate.open.countDown();

        for (Caller caller : callers) {
            assertThat(caller.outcome().failure()).isNull();
        }
        assertThat(leading.interrupted.join()).isFalse();
        assertThat(next.interrupted.join()).isTrue();
        assertThat(waiting.interrupted.join()).isTrue();
        assertThat(callers.get(3).interrupted.join()).isFalse();

        Thread.currentThread().interrupt();
        assertThat(lane.submit(request("r4")).orThrow()).containsExactly("r4");
        assertThat(Thread.interrupted()).isTrue();
    }

    /** The first try of the batch fails with this; what is tried alone fails only if it is the culprit. */
    private List<Caller> failingTogether(int culprit, RuntimeException failure) {
        List<Caller> callers = leadingAndWaiting(4);
        gate.answer = name -> {
            if (name.equals("r" + culprit)) {
                throw failure;
            }
            return Outcome.done(List.of(name));
        };
        gate.open.countDown();
        return callers;
    }

    @Test
    void ofABatchThatFailsAsAWholeOnlyTheCulpritFails() {
        for (RuntimeException failure : List.of(
                new IllegalStateException("odd"),
                new LedgerInvariantException("a check of the database"),
                new StorageException("odd data", new SQLException("date out of range", "22008")))) {
            LaneTest fresh = new LaneTest();
            List<Caller> callers = fresh.failingTogether(3, failure);

            assertThat(callers.get(3).outcome().failure()).isSameAs(failure);
            for (int i : List.of(1, 2, 4)) {
                assertThat(callers.get(i).outcome().orThrow()).containsExactly("r" + i);
            }
            assertThat(fresh.gate.batches)
                    .containsExactly(names(0, 0), names(1, 4), names(1, 1), names(2, 2), names(3, 3), names(4, 4));
        }
    }

    @Test
    void aDatabaseThatIsAwayIsNotAskedOnceForEachThatWaits() {
        for (@Nullable SQLException cause : new @Nullable SQLException[] {null, new SQLException("gone", "08006")}) {
            StorageException away = new StorageException("away", cause);
            LaneTest fresh = new LaneTest();
            List<Caller> callers = fresh.failingTogether(1, away);

            for (int i = 1; i <= 4; i++) {
                assertThat(callers.get(i).outcome().failure()).isSameAs(away);
            }
            assertThat(fresh.gate.batches).containsExactly(names(0, 0), names(1, 4));
        }
    }

    @Test
    void F10_whenACommitsAnswerCannotBeHadAllOfItsBatchAreInDoubtAndNothingIsRepeated() {
        OutcomeUnknownException unknown = new OutcomeUnknownException("unknown");
        List<Caller> callers = failingTogether(2, unknown);

        for (int i = 1; i <= 4; i++) {
            assertThat(callers.get(i).outcome().failure()).isSameAs(unknown);
        }
        assertThat(gate.batches).containsExactly(names(0, 0), names(1, 4));
    }

    @Test
    void aBatchHasAtMostFourThousandCommandsAndTheRestIsTheNext() {
        List<Command> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.addAll(request("r1").commands());
        }
        List<Caller> callers = leadingAndWaiting(0);
        for (int i = 1; i <= 45; i++) {
            callers.add(new Caller(new Request(hundred)).waits());
        }
        gate.open.countDown();
        callers.forEach(caller -> assertThat(caller.outcome().failure()).isNull());

        assertThat(gate.batches).extracting(List::size).containsExactly(1, 40, 5);
    }

    /** Batches that let the next begin, and then end one by one as the test says. */
    private static final class Pair implements Lane.Work {
        final List<List<String>> begun = Collections.synchronizedList(new ArrayList<>());
        final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();
        final CountDownLatch room = new CountDownLatch(1);
        final BlockingQueue<String> mistakes = new LinkedBlockingQueue<>();

        @Override
        public List<Outcome> of(List<Request> requests, Turn turn) {
            List<String> names = requests.stream().map(LaneTest::name).toList();
            begun.add(names);
            await(room);
            try {
                turn.requirePrevious();
                turn.letNext();
                if (ends.take()) {
                    return names.stream().map(it -> Outcome.done(List.of(it))).toList();
                }
            } catch (Mistaken e) {
                mistakes.add(names.get(0));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            turn.end(false);
            return names.stream().map(it -> Outcome.AGAIN).toList();
        }
    }

    private final Pair pair = new Pair();
    private final Lane twofold = new Lane(pair, ROOM);

    /** One leads and lets the next begin, many wait; then they are let go. */
    private List<Caller> overlapping(int others) {
        List<Caller> callers = new ArrayList<>();
        callers.add(new Caller(request("r0"), twofold));
        while (pair.begun.isEmpty()) {
            Thread.onSpinWait();
        }
        for (int i = 1; i <= others; i++) {
            callers.add(new Caller(request("r" + i), twofold).waits());
        }
        pair.room.countDown();
        return callers;
    }

    private void begun(int batches) {
        while (pair.begun.size() < batches) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theNextBatchBeginsBesideOneThatLetsItAndNoThirdDoes() {
        List<Caller> callers = overlapping(9);
        begun(2);
        Caller late = new Caller(request("r10"), twofold).waits();

        assertThat(pair.begun).containsExactly(names(0, 0), names(1, 9));
        assertThat(callers.get(0).outcome).isNotDone();
        pair.ends.add(true);
        assertThat(callers.get(0).outcome().orThrow()).containsExactly("r0");
        assertThat(late.outcome).isNotDone(); // alone, where nine are on their way
        pair.ends.add(true);
        pair.ends.add(true);
        for (int i = 1; i <= 9; i++) {
            assertThat(callers.get(i).outcome().orThrow()).containsExactly("r" + i);
        }
        assertThat(late.outcome().orThrow()).containsExactly("r10");
        assertThat(pair.begun).containsExactly(names(0, 0), names(1, 9), names(10, 10));
    }

    @Test
    void whatBuiltUponABatchThatFailedFailsWithItAndWhatComesAfterDoesNot() {
        List<Caller> callers = overlapping(9);
        begun(2);
        pair.ends.add(false);

        for (Caller caller : callers) {
            assertThat(caller.outcome().open()).isEqualTo(Outcome.Open.AGAIN);
        }
        assertThat(pair.mistakes).containsExactly("r1");
        pair.ends.add(true);
        assertThat(twofold.submit(request("r10")).orThrow()).containsExactly("r10");
    }
}
