package dev.crema;

import dev.crema.payment.Payment;
import dev.crema.trade.Trade;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A payment or a trade that was accepted and is carried on with by the workers, so that a slow channel holds no thread of
 * the caller. It is stored: whoever loses this handle, by a restart for instance, asks {@link Payments#payment} or {@link
 * Payments#trade}, or submits the same request again. Thread-safe.
 *
 * @param <T> a {@link Payment} or a {@link Trade}
 */
public final class Pending<T> {
    private final T accepted;
    private final CompletableFuture<T> answer;
    private final Supplier<T> present;

    Pending(T accepted, CompletableFuture<T> answer, Supplier<T> present) {
        this.accepted = accepted;
        this.answer = answer;
        this.present = present;
    }

    /** As it was when it was accepted, or found to have been accepted before. */
    public T accepted() {
        return accepted;
    }

    /** As it stands now, from the database. */
    public T poll() {
        return present.get();
    }

    /**
     * Completes when the channel has been asked and what it said is stored: look at {@link Payment#state} and {@link
     * Payment#nextAction} then. That of a trade completes when it is paid, is being undone, or waits for the payer or for
     * news of a channel while all its payments have their answers. It says nothing of the end, of which events tell.
     * Should no answer come, it completes after ten minutes with what there is. It never completes exceptionally, and what
     * depends on it runs on the common pool unless it names an executor. Cancelling it cancels nothing.
     */
    public CompletionStage<T> answer() {
        return answer.minimalCompletionStage();
    }

    /**
     * Waits for the {@link #answer} on the calling thread.
     *
     * @param atMost how long
     * @return it with the answer, or as it stands when the time is over or the thread is interrupted
     */
    public T await(Duration atMost) {
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return poll();
        }
    }
}
