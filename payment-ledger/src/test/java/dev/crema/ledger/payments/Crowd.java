package dev.crema.ledger.payments;

import dev.crema.failure.ConcurrencyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Sixteen threads that all want something at once. */
final class Crowd {
    static final int THREADS = 16;

    private Crowd() {}

    /** Starts all at once; a conflict that outlasted the library's repeats is asked again. */
    static List<Object> together(int count, IntFunction<Callable<Object>> calls) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Object>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Callable<Object> call = calls.apply(i);
            futures.add(threads.submit(() -> {
                start.await();
                return patiently(call);
            }));
        }
        start.countDown();
        List<Object> answers = new ArrayList<>();
        for (Future<Object> future : futures) {
            try {
                answers.add(future.get());
            } catch (ExecutionException e) {
                answers.add(e.getCause());
            }
        }
        threads.shutdown();
        return answers;
    }

    static <T> T patiently(Callable<T> call) throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                return call.call();
            } catch (ConcurrencyException e) {
                if (tries == 10) {
                    throw e;
                }
            }
        }
    }
}
