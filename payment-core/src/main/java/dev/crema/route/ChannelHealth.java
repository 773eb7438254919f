package dev.crema.route;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How each channel has been doing: success rate and latency over the last five minutes, as this process has seen them.
 * It is advice for routing and never decides what became of a payment, so it is kept in memory only. Thread-safe.
 */
public final class ChannelHealth {
    private static final Duration SLOT = Duration.ofSeconds(10);
    private static final int SLOTS = 30;
    private static final long FEW = 10;
    private static final double HALF = 0.5;
    private static final Duration SLOW = Duration.ofSeconds(10);

    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    /**
     * How a channel has been doing.
     *
     * @param calls how many calls the rest is about
     * @param successRate the share of them that the channel answered, whatever it answered; 1 without calls
     * @param latency how long an answer took on average
     */
    public record Health(long calls, double successRate, Duration latency) {
        /** Too few calls say nothing; a channel that does badly gets no calls, and so is tried again by and by. */
        public boolean isHealthy() {
            return calls < FEW || (successRate >= HALF && latency.compareTo(SLOW) < 0);
        }

        @Override
        public String toString() {
            return calls == 0
                    ? "not called lately"
                    : Math.round(successRate * 100) + "% of " + calls + " calls answered, " + latency.toMillis()
                            + " ms on average";
        }
    }

    /**
     * Takes note of a call.
     *
     * @param answered whether the channel answered, be it with a decline; a lost answer and a connection that was refused
     *     are none
     */
    public void called(String channel, boolean answered, Duration latency, Instant at) {
        windows.computeIfAbsent(channel, any -> new Window()).add(answered, latency, at);
    }

    /** How the channel has been doing until now. */
    public Health of(String channel, Instant now) {
        Window window = windows.get(channel);
        return window == null ? new Health(0, 1, Duration.ZERO) : window.until(now);
    }

    /** The channels that do badly at the moment. */
    public Set<String> unhealthy(Instant now) {
        Set<String> unhealthy = new TreeSet<>(windows.keySet());
        unhealthy.removeIf(channel -> of(channel, now).isHealthy());
        return unhealthy;
    }

    /** The last minutes in slots; a slot that is used again begins anew. */
    private static final class Window {
        private final long[] slot = new long[SLOTS];
        private final long[] calls = new long[SLOTS];
        private final long[] answered = new long[SLOTS];
        private final long[] millis = new long[SLOTS];

        synchronized void add(boolean success, Duration latency, Instant at) {
            long number = number(at);
            int i = Math.floorMod(number, SLOTS);
            if (slot[i] != number) {
                slot[i] = number;
                calls[i] = 0;
                answered[i] = 0;
                millis[i] = 0;
            }
            calls[i]++;
            answered[i] += success ? 1 : 0;
            millis[i] += latency.toMillis();
        }

        synchronized Health until(Instant now) {
            long last = number(now);
            long all = 0;
            long good = 0;
            long time = 0;
            for (int i = 0; i < SLOTS; i++) {
                if (slot[i] > last - SLOTS && slot[i] <= last) {
                    all += calls[i];
                    good += answered[i];
                    time += millis[i];
                }
            }
            return all == 0
                    ? new Health(0, 1, Duration.ZERO)
                    : new Health(all, (double) good / all, Duration.ofMillis(time / all));
        }

        private static long number(Instant at) {
            return Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds());
        }
    }
}
