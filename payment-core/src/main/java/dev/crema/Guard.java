package dev.crema;

import dev.crema.channel.ChannelResult;
import dev.crema.payment.Work;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Stands before one channel: lets so many callers' threads in at a time, and nobody while the channel is known to be in
 * trouble. Only the channel's own faults count; a decline is an answer like any other.
 */
final class Guard {
    private static final int HALF_OPEN_CALLS = 3;

    private final String channel;
    private final Semaphore places;
    private final CircuitBreaker breaker;

    Guard(String channel, Protection protection, Clock clock) {
        this.channel = channel;
        this.places = new Semaphore(protection.callsAtOnce());
        this.breaker = CircuitBreaker.of(
                channel,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(protection.breakerCalls())
                        .minimumNumberOfCalls(protection.breakerCalls() / 2)
                        .recordResult(Boolean.FALSE::equals) // of whether it answered
                        .failureRateThreshold(protection.breakerPercent())
                        .waitDurationInOpenState(protection.breakerPause())
                        .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_CALLS)
                        .build());
    }

    /** Whether the calling thread may call the channel itself; then it {@link #leave leaves} afterwards. */
    boolean tryEnter() {
        return places.tryAcquire();
    }

    void leave() {
        places.release();
    }

    /** Whether nothing is sent to the channel at present. */
    boolean isShut() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** Asks the channel, unless it is known to be in trouble: then it is certain that nothing was sent. */
    ChannelResult ask(Work work, Supplier<ChannelResult> request) {
        if (!breaker.tryAcquirePermission()) {
            String symptom = "nothing is sent to channel " + channel + " while it is in trouble";
            return work == Work.SEND ? new ChannelResult.NotSent(symptom) : new ChannelResult.Unknown(symptom);
        }
        long begun = System.nanoTime();
        boolean answered = false;
        try {
            ChannelResult result = request.get();
            answered = isAnswer(work, result);
            return result;
        } finally {
            breaker.onResult(System.nanoTime() - begun, TimeUnit.NANOSECONDS, answered);
        }
    }

    /** That there is no such order is an answer to a question; to a request to send it says that none got through. */
    private static boolean isAnswer(Work work, ChannelResult result) {
        return switch (result.kind()) {
            case UNKNOWN -> false;
            case NOT_SENT -> work != Work.SEND;
            default -> true;
        };
    }
}
