package dev.crema.channel;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same call from many threads at the same moment. */
final class AtOnce {
    private static final int CALLERS = 16;
    private static final int PATIENCE_SECONDS = 60;

    private AtOnce() {}

    /** The answers of all callers; a call that threw fails the test. */
    static List<ChannelResult> call(Callable<ChannelResult> call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<ChannelResult>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(() -> {
                    start.await(PATIENCE_SECONDS, SECONDS);
                    return call.call();
                }));
            }
            List<ChannelResult> answers = new ArrayList<>();
            for (Future<ChannelResult> answer : calls) {
                answers.add(answer.get(PATIENCE_SECONDS, SECONDS));
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }
}
