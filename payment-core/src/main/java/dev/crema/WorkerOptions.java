package dev.crema;

import dev.crema.failure.ConfigurationException;
import java.time.Duration;

/**
 * How work is carried on with.
 *
 * @param threads how many calls of each channel the workers make at a time; 0 for no workers
 * @param listenerThreads how many events each listener is told at a time, 1 or more
 * @param lease how long one worker may hold a piece of work
 * @param grace how long running work may go on after the stop
 * @param keep how long what has ended is kept
 * @param poll how long at most due work waits for an idle worker to look
 */
record WorkerOptions(int threads, int listenerThreads, Duration lease, Duration grace, Duration poll, Duration keep) {
    static final WorkerOptions DEFAULT = new WorkerOptions(
            4, 2, Duration.ofMinutes(1), Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofDays(90));

    WorkerOptions {
        if (threads < 0) {
            throw new ConfigurationException("workers: " + threads + " is negative; give 0 or more threads");
        }
        if (listenerThreads < 1) {
            throw new ConfigurationException("listenerThreads: " + listenerThreads + "; give 1 or more");
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new ConfigurationException(
                    "lease: " + lease + " is too short; give more than the longest call of a channel");
        }
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new ConfigurationException("keep: " + keep + " is too short; give a day or more");
        }
        if (grace.isNegative()) {
            throw new ConfigurationException("grace: " + grace + " is negative; give zero or more");
        }
    }

    WorkerOptions withThreads(int threads) {
        return new WorkerOptions(threads, listenerThreads, lease, grace, poll, keep);
    }

    WorkerOptions withListenerThreads(int listenerThreads) {
        return new WorkerOptions(threads, listenerThreads, lease, grace, poll, keep);
    }

    WorkerOptions withLease(Duration lease) {
        return new WorkerOptions(threads, listenerThreads, lease, grace, poll, keep);
    }

    WorkerOptions withKeep(Duration keep) {
        return new WorkerOptions(threads, listenerThreads, lease, grace, poll, keep);
    }

    WorkerOptions withGrace(Duration grace) {
        return new WorkerOptions(threads, listenerThreads, lease, grace, poll, keep);
    }
}
