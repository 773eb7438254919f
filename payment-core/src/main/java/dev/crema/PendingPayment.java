package dev.crema;

import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A payment that was accepted and is carried on with by the workers, so that a slow channel holds no thread of the
 * caller. The payment is stored: whoever loses this handle, by a restart for instance, asks {@link Payments#payment} or
 * submits the same request again. Thread-safe.
 */
public final class PendingPayment {
    private final Payment accepted;
    private final CompletableFuture<Payment> answer;
    private final Supplier<Payment> present;

    PendingPayment(Payment accepted, CompletableFuture<Payment> answer, Supplier<Payment> present) {
        this.accepted = accepted;
        this.answer = answer;
        this.present = present;
    }

    public PaymentId id() {
        return accepted.id();
    }

    /** The payment as it was when it was accepted, or found to have been accepted before. */
    public Payment accepted() {
        return accepted;
    }

    /** The payment as it stands now, from the database. */
    public Payment poll() {
        return present.get();
    }

    /**
     * Completes when the channel has been asked and what it said is stored: look at {@link Payment#state} and {@link
     * Payment#nextAction} then. It says nothing of the end of the payment, of which events tell. Should no answer come,
     * it completes after ten minutes with the payment as it stands. It never completes exceptionally, and what depends
     * on it runs on the common pool unless it names an executor. Cancelling it cancels nothing.
     */
    public CompletionStage<Payment> answer() {
        return answer.minimalCompletionStage();
    }

    /**
     * Waits for the {@link #answer} on the calling thread.
     *
     * @param atMost how long
     * @return the payment with the answer, or as it stands when the time is over or the thread is interrupted
     */
    public Payment await(Duration atMost) {
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
