package dev.crema;

import dev.crema.failure.ConfigurationException;
import java.time.Duration;

/**
 * What keeps one part in trouble from taking the others along. All numbers are for one instance of the application.
 * Begin with {@link #DEFAULT}.
 *
 * @param requestsAtOnce how many requests are taken into the database at a time, 1 or more; those beyond are refused
 *     with {@link dev.crema.failure.OverloadedException} instead of waiting in memory
 * @param callsAtOnce how many calls of one channel the callers' own threads make at a time, 0 or more; a payment beyond
 *     is accepted and left to the workers
 * @param breakerCalls how many of the last calls of a channel its circuit breaker looks at, 2 or more; it judges once it
 *     has seen half of them
 * @param breakerPercent from which share of faults on, 1 to 100, nothing is sent to the channel. A fault is an answer
 *     that was lost, a request that did not get through, or an adapter that threw: never a decline
 * @param breakerPause how long nothing is sent before a few calls may try whether it is better
 */
public record Protection(
        int requestsAtOnce, int callsAtOnce, int breakerCalls, int breakerPercent, Duration breakerPause) {
    /** 256 requests, 50 calls of a channel, half of the last 20 calls, 30 seconds. */
    public static final Protection DEFAULT = new Protection(256, 50, 20, 50, Duration.ofSeconds(30));

    public Protection {
        require(requestsAtOnce >= 1, "requestsAtOnce", requestsAtOnce, "1 or more");
        require(callsAtOnce >= 0, "callsAtOnce", callsAtOnce, "0 or more");
        require(breakerCalls >= 2, "breakerCalls", breakerCalls, "2 or more");
        require(breakerPercent >= 1 && breakerPercent <= 100, "breakerPercent", breakerPercent, "1 to 100");
        require(breakerPause.compareTo(Duration.ofMillis(1)) >= 0, "breakerPause", breakerPause, "1 ms or more");
    }

    private static void require(boolean held, String field, Object value, String remedy) {
        if (!held) {
            throw new ConfigurationException(field + ": " + value + " is out of range; give " + remedy);
        }
    }

    public Protection requestsAtOnce(int requests) {
        return new Protection(requests, callsAtOnce, breakerCalls, breakerPercent, breakerPause);
    }

    public Protection callsAtOnce(int calls) {
        return new Protection(requestsAtOnce, calls, breakerCalls, breakerPercent, breakerPause);
    }

    public Protection breaker(int calls, int percent, Duration pause) {
        return new Protection(requestsAtOnce, callsAtOnce, calls, percent, pause);
    }
}
