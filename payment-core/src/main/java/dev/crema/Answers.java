package dev.crema;

import dev.crema.books.PaymentBooks;
import dev.crema.failure.OverloadedException;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for the answer to a payment that the workers carry on with. What is answered here is known at once; what
 * another instance of the application did is looked for every second, for so many of those who wait at a time, in turn.
 * There are never more than so many who wait.
 */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final int MOST = 10_000;
    private static final int LOOKS = 100;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Set<PaymentState> UNANSWERED = Set.of(PaymentState.CREATED, PaymentState.PROCESSING);

    private final PaymentBooks books;
    private final Semaphore places = new Semaphore(MOST);
    private final Map<PaymentId, Waiting> waiting = new ConcurrentHashMap<>();
    private final Map<PaymentId, Payment> justAnswered = Collections.synchronizedMap(new LastFew());
    private Iterator<Waiting> round = Collections.emptyIterator();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private record Waiting(Payment payment, CompletableFuture<Payment> answer, long sinceNanos) {}

    /** Answers that may have come before the one who waits for them got here. */
    private static final class LastFew extends LinkedHashMap<PaymentId, Payment> {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 256;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PaymentId, Payment> eldest) {
            return size() > MOST;
        }
    }

    Answers(PaymentBooks books) {
        this.books = books;
    }

    /**
     * Accepts a payment and waits for its answer.
     *
     * @throws OverloadedException before it is accepted, if too many wait
     */
    PendingPayment to(Supplier<Payment> acceptance) {
        if (!places.tryAcquire()) {
            throw new OverloadedException(
                    MOST + " payments wait for their answers here; nothing was written, repeat this one later");
        }
        Payment accepted;
        try {
            accepted = acceptance.get();
        } catch (Throwable t) {
            places.release();
            throw t;
        }
        CompletableFuture<Payment> answer = new CompletableFuture<>();
        if (UNANSWERED.contains(accepted.state())) {
            answer = join(accepted, answer);
            startLooking();
        } else {
            answer.complete(accepted);
            places.release();
        }
        return new PendingPayment(accepted, answer, () -> now(accepted));
    }

    /** One who repeats a request waits together with those who made it. */
    private CompletableFuture<Payment> join(Payment accepted, CompletableFuture<Payment> answer) {
        Waiting joined = waiting.computeIfAbsent(accepted.id(), id -> new Waiting(accepted, answer, System.nanoTime()));
        if (joined.answer() != answer) {
            places.release(); // the other one has a place already
        }
        Payment already = justAnswered.get(accepted.id());
        if (already != null) {
            answered(already);
        }
        return joined.answer();
    }

    private Payment now(Payment accepted) {
        return books.find(accepted.scope(), accepted.id()).orElse(accepted);
    }

    /** The payment was asked for, and this is what it is now. */
    void answered(Payment payment) {
        justAnswered.put(payment.id(), payment); // before the look at who waits: one of the two sees the other
        Waiting awaited = waiting.remove(payment.id());
        if (awaited != null) {
            places.release();
            awaited.answer().completeAsync(() -> payment);
        }
    }

    void stop() {
        stopped.countDown();
    }

    private void startLooking() {
        if (looking.compareAndSet(false, true)) {
            Thread thread = new Thread(this::look, "crema-answers");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void look() {
        try {
            while (!stopped.await(1, TimeUnit.SECONDS)) {
                lookRound();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on where the last look ended, so that each one's turn comes however many wait. */
    private void lookRound() {
        if (!round.hasNext()) {
            round = waiting.values().iterator();
        }
        for (int i = 0; i < LOOKS && round.hasNext(); i++) {
            look(round.next());
        }
    }

    private void look(Waiting awaited) {
        try {
            Payment payment = now(awaited.payment());
            boolean late = System.nanoTime() - awaited.sinceNanos() > LONGEST.toNanos();
            if (late || !UNANSWERED.contains(payment.state())) {
                answered(payment);
            }
        } catch (RuntimeException e) {
            log.debug("payment {} could not be looked at", awaited.payment().id(), e);
        }
    }
}
