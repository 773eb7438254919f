package dev.crema;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.failure.PaymentException;
import dev.crema.retry.Ladder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the host's listeners of an event, outside of any transaction, and records whether they took it. */
final class DeliverFlow {
    private static final Logger log = LoggerFactory.getLogger(DeliverFlow.class);

    private final PaymentBooks books;
    private final Listeners listeners;
    private final Clock clock;
    private final Ladder ladder;

    DeliverFlow(PaymentBooks books, Listeners listeners, Clock clock, Ladder ladder) {
        this.books = books;
        this.listeners = listeners;
        this.clock = clock;
        this.ladder = ladder;
    }

    /** Never throws: what could not be delivered or recorded is delivered again. */
    void run(Claimed.Delivery delivery) {
        try {
            if (told(delivery)) {
                books.delivered(delivery, now());
            }
        } catch (PaymentException e) {
            log.warn(
                    "event {}: its delivery could not be stored; it will be repeated",
                    delivery.event().id(),
                    e);
        }
    }

    private boolean told(Claimed.Delivery delivery) {
        List<Throwable> thrown = listeners.tell(delivery.event());
        if (thrown.isEmpty()) {
            return true;
        }
        Optional<Instant> retryAt =
                ladder.next(delivery.tries(), delivery.event().id(), now());
        String next = retryAt.map(at -> "next try at " + at).orElse("given up, kept as a dead letter");
        thrown.forEach(t ->
                log.error("a listener threw at event {}; {}", delivery.event().id(), next, t));
        books.undelivered(delivery, retryAt, thrown.get(0).getClass().getName());
        return false;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
