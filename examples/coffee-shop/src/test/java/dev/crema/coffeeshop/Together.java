package dev.crema.coffeeshop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many who act at the same moment. */
final class Together {
    private Together() {}

    /** Runs the action once for each number below, all at once, and returns what came of each. */
    static <T> List<T> run(int threads, IntFunction<T> action) {
        ExecutorService all = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Callable<T>> actions = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                actions.add(() -> {
                    start.await();
                    return action.apply(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : all.invokeAll(actions)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            all.shutdownNow();
        }
    }
}
