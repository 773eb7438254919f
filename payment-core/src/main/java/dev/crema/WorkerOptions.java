package dev.crema;

import dev.crema.failure.ConfigurationException;
import java.time.Duration;

/**
 * How work is carried on with.
 *
 * @param threads how many pieces of work run at a time; 0 for none
 * @param lease how long one worker may hold a piece of work
 * @param grace how long running work may go on after the stop
 * @param poll how long at most due work waits for an idle worker to look
 */
record WorkerOptions(int threads, Duration lease, Duration grace, Duration poll) {
    static final WorkerOptions DEFAULT =
            new WorkerOptions(4, Duration.ofMinutes(1), Duration.ofSeconds(20), Duration.ofSeconds(1));

    WorkerOptions {
        if (threads < 0) {
            throw new ConfigurationException("workers: " + threads + " is negative; give 0 or more threads");
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new ConfigurationException(
                    "lease: " + lease + " is too short; give more than the longest call of a channel");
        }
        if (grace.isNegative()) {
            throw new ConfigurationException("grace: " + grace + " is negative; give zero or more");
        }
    }

    WorkerOptions withThreads(int threads) {
        return new WorkerOptions(threads, lease, grace, poll);
    }

    WorkerOptions withLease(Duration lease) {
        return new WorkerOptions(threads, lease, grace, poll);
    }

    WorkerOptions withGrace(Duration grace) {
        return new WorkerOptions(threads, lease, grace, poll);
    }
}
