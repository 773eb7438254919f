package dev.crema;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.event.NamedListener;
import dev.crema.failure.PaymentException;
import dev.crema.retry.Ladder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one listener of the host of an event, outside of any transaction, and records whether it took it. */
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
        Carried.with(delivery.event().context(), () -> {
            deliver(delivery);
            return delivery;
        });
    }

    private void deliver(Claimed.Delivery delivery) {
        try {
            Optional<NamedListener<?>> listener = listeners.find(delivery.listener());
            if (listener.isEmpty()) {
                giveUp(delivery);
            } else if (told(delivery, listener.get())) {
                books.delivered(delivery, now());
            }
        } catch (PaymentException e) {
            log.warn(
                    "event {}: its delivery to {} could not be stored; it will be repeated",
                    delivery.event().id(),
                    delivery.listener(),
                    e);
        }
    }

    /** Waiting would bring the listener back no sooner than a person does, who replays it then. */
    private void giveUp(Claimed.Delivery delivery) {
        log.error(
                "event {}: there is no listener {} here; kept as a dead letter",
                delivery.event().id(),
                delivery.listener());
        books.undelivered(
                delivery, now(), Optional.empty(), "there is no listener " + delivery.listener() + " any more");
    }

    private boolean told(Claimed.Delivery delivery, NamedListener<?> listener) {
        try {
            listener.tell(delivery.event());
            return true;
        } catch (Throwable thrown) { // even an error: other listeners and other events go on
            Instant now = now();
            String work = delivery.event().id() + delivery.listener();
            Optional<Instant> retryAt = ladder.next(delivery.tries(), work, now);
            log.error(
                    "listener {} threw at event {}; {}",
                    delivery.listener(),
                    delivery.event().id(),
                    retryAt.map(at -> "next try at " + at).orElse("given up, kept as a dead letter"),
                    thrown);
            books.undelivered(delivery, now, retryAt, thrown.getClass().getName());
            return false;
        }
    }

    /** Never throws: what could not be delivered or recorded is delivered again. */
    void run(Claimed.TradeDelivery delivery) {
        String event = delivery.event().id();
        try {
            Optional<Throwable> thrown = listeners.tell(delivery.event());
            if (thrown.isEmpty()) {
                books.delivered(delivery);
                return;
            }
            Optional<Instant> retryAt = ladder.next(delivery.tries(), event, now());
            log.error("a listener threw at event {}; tried again: {}", event, retryAt.isPresent(), thrown.get());
            books.undelivered(delivery, retryAt, thrown.get().getClass().getName());
        } catch (PaymentException e) {
            log.warn("event {}: its delivery could not be stored; it will be repeated", event, e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
