package dev.crema.coffeeshop.payment;

import dev.crema.Payments;
import dev.crema.payment.Payment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A payment that is accepted in the shop's own transaction is sent by the library's workers after the commit. This gives
 * them a moment, so that the answer to the customer can already say what the channel said: paid, declined, or where to
 * go and confirm. Who is not answered by then looks again later; nothing depends on it.
 */
@Component
public class FirstAnswer {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private final Payments payments;
    private final Duration patience;

    FirstAnswer(Payments payments, @Value("${coffee.answer-within:PT2S}") Duration patience) {
        this.payments = payments;
        this.patience = patience;
    }

    /** The payment as it stands once the channel has said something, or when patience has run out. */
    public Payment of(Payment accepted) {
        long end = System.nanoTime() + patience.toNanos();
        Payment payment = accepted;
        // Ever longer pauses: when the workers are late because there is much to do, looking must not be part of it.
        for (long pause = FIRST_PAUSE; isUnanswered(payment) && System.nanoTime() < end; pause *= 2) {
            LockSupport.parkNanos(Math.min(pause, LONGEST_PAUSE));
            payment = payments.payment(accepted.id());
        }
        // Read once more: what told that there is an answer may be younger than what was read before it.
        return payments.payment(accepted.id());
    }

    private boolean isUnanswered(Payment payment) {
        return switch (payment.state()) {
            case CREATED -> true;
            case PROCESSING ->
                payments.history(payment.id()).attempts().stream()
                        .allMatch(attempt -> attempt.result().isEmpty());
            default -> false;
        };
    }
}
