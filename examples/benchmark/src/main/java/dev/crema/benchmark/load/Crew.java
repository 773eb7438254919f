package dev.crema.benchmark.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Callers on threads of their own that begin together. The first failure of one of them is the failure of the run. */
final class Crew {
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** What each caller does from the common beginning on. */
    interface Work {
        void of(Caller caller, Latencies latencies, long begin) throws Exception;
    }

    /** Runs them all to their end and adds up what they counted. */
    Latencies run(Contestant contestant, int callers, Work work) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(callers);
        CountDownLatch go = new CountDownLatch(1);
        long[] begin = new long[1];
        List<Thread> threads = new ArrayList<>();
        List<Latencies> counts = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            Latencies mine = new Latencies();
            counts.add(mine);
            threads.add(new Thread(
                    () -> {
                        try (Caller caller = contestant.caller(number)) {
                            ready.countDown();
                            go.await();
                            work.of(caller, mine, begin[0]);
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        } finally {
                            ready.countDown();
                        }
                    },
                    "caller-" + i));
        }
        threads.forEach(Thread::start);
        ready.await();
        begin[0] = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        requireNoFailure();
        Latencies all = new Latencies();
        counts.forEach(all::add);
        return all;
    }

    boolean failed() {
        return failure.get() != null;
    }

    private void requireNoFailure() {
        Throwable first = failure.get();
        if (first != null) {
            throw new IllegalStateException("a caller failed: " + first, first);
        }
    }
}
