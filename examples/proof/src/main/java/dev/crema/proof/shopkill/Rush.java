package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Findings;
import java.time.Duration;
import java.util.List;

/** Visits at the same time, each on a thread of its own. */
final class Rush {
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

    private final List<Thread> threads;

    private Rush(List<Thread> threads) {
        this.threads = threads;
    }

    static Rush of(List<Visit> visits, Findings findings) {
        List<Thread> threads =
                visits.stream().map(visit -> thread(visit, findings)).toList();
        threads.forEach(Thread::start);
        return new Rush(threads);
    }

    private static Thread thread(Visit visit, Findings findings) {
        Thread thread = new Thread(visit, "customer");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (customer, failure) -> findings.add(Findings.Kind.WRONG, "a customer gave up: " + failure));
        return thread;
    }

    /** Waits until everybody has noticed that nobody answers any more. */
    void end() {
        for (Thread thread : threads) {
            try {
                thread.join(LONGEST_ANSWER.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new IllegalStateException("a customer still waits for an answer of a shop that was killed");
            }
        }
    }
}
