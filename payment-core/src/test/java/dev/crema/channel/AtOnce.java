package dev.crema.channel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The same call from two threads at the same moment, and that many times: a race is rarely lost at once. */
final class AtOnce {
    private static final int CALLERS = 2;
    private static final int ROUNDS = 100;

    private final AtomicInteger arrived = new AtomicInteger();
    private final Function<String, ChannelResult> call;

    private AtOnce(Function<String, ChannelResult> call) {
        this.call = call;
    }

    /** The references that {@link #call} calls with. */
    static List<String> references() {
        return IntStream.range(0, ROUNDS).mapToObj(round -> "at_once_" + round).toList();
    }

    /** All answers; a call that threw fails the test. */
    static List<ChannelResult> call(Function<String, ChannelResult> call) throws Exception {
        Callable<List<ChannelResult>> caller = new AtOnce(call)::callEachOnce;
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<ChannelResult> answers = new ArrayList<>();
            for (Future<List<ChannelResult>> finished : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
                answers.addAll(finished.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    private List<ChannelResult> callEachOnce() {
        List<ChannelResult> answers = new ArrayList<>();
        try {
            for (String reference : references()) {
                awaitTheOthers(answers.size() + 1);
                answers.add(call.apply(reference));
            }
        } finally {
            // Whoever fails must not keep the others waiting.
            arrived.addAndGet(answers.size() < ROUNDS ? CALLERS * ROUNDS : 0);
        }
        return answers;
    }

    /** Spins: threads that were woken up one by one would not meet in the few nanoseconds a race is about. */
    private void awaitTheOthers(int round) {
        arrived.incrementAndGet();
        while (arrived.get() < CALLERS * round) {
            Thread.onSpinWait();
        }
    }
}
