package dev.crema.ledger.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Many lives, on as many threads as there are processors, each thread with a database of its own. */
public final class Lives {
    private final Iterator<Long> seeds;
    private final Predicate<Life> goOn;
    private boolean over;

    private Lives(LongStream seeds, Predicate<Life> goOn) {
        this.seeds = seeds.iterator();
        this.goOn = goOn;
    }

    /**
     * Lives through the seeds, beginning in their order.
     *
     * @param goOn is told of each life that has ended, one at a time, and says whether more are wanted
     */
    public static void live(LongStream seeds, Predicate<Life> goOn) {
        Lives lives = new Lives(seeds, goOn);
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> workers = IntStream.range(0, threads)
                    .<Callable<Void>>mapToObj(i -> lives::work)
                    .toList();
            for (Future<Void> worker : pool.invokeAll(workers)) {
                worker.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before all had lived", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulation could not be run", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private @Nullable Void work() {
        try (SimulatedDatabase database = new SimulatedDatabase()) {
            for (Long seed = next(); seed != null; seed = next()) {
                ended(Simulation.run(database, seed));
            }
            return null;
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private synchronized @Nullable Long next() {
        return !over && seeds.hasNext() ? seeds.next() : null;
    }

    private synchronized void ended(Life life) {
        over |= !goOn.test(life);
    }

    private synchronized void stop() {
        over = true;
    }
}
