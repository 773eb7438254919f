package dev.crema;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.context.BusinessContext;
import dev.crema.event.NamedListener;
import dev.crema.failure.PaymentException;
import dev.crema.retry.Ladder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one listener of the host of an event, outside of any transaction, and records whether it took it. */
final class DeliverFlow {
    private static final Logger log = LoggerFactory.getLogger(DeliverFlow.class);

    private final PaymentBooks books;
    private final Listeners listeners;
    private final Listeners tradeListeners;
    private final Clock clock;
    private final Ladder ladder;

    /** An event on its way to one listener, be it of a payment or of a trade. */
    private record Letter(
            String id,
            Object event,
            String listener,
            int tries,
            Optional<NamedListener<?>> to,
            Consumer<Instant> taken,
            Untaken untaken) {
        @FunctionalInterface
        interface Untaken {
            void record(Instant now, Optional<Instant> retryAt, String reason);
        }
    }

    DeliverFlow(PaymentBooks books, Listeners listeners, Listeners tradeListeners, Clock clock, Ladder ladder) {
        this.books = books;
        this.listeners = listeners;
        this.tradeListeners = tradeListeners;
        this.clock = clock;
        this.ladder = ladder;
    }

    /** Never throws: what could not be delivered or recorded is delivered again. */
    void run(Claimed.Delivery told) {
        deliver(
                told.event().context(),
                new Letter(
                        told.event().id(),
                        told.event(),
                        told.listener(),
                        told.tries(),
                        listeners.find(told.listener()),
                        now -> books.delivered(told, now),
                        (now, retryAt, reason) -> books.undelivered(told, now, retryAt, reason)));
    }

    /** Never throws: what could not be delivered or recorded is delivered again. */
    void run(Claimed.TradeDelivery told) {
        deliver(
                told.event().context(),
                new Letter(
                        told.event().id(),
                        told.event(),
                        told.listener(),
                        told.tries(),
                        tradeListeners.find(told.listener()),
                        now -> books.delivered(told, now),
                        (now, retryAt, reason) -> books.undelivered(told, now, retryAt, reason)));
    }

    private void deliver(BusinessContext context, Letter letter) {
        Carried.with(context, () -> {
            deliver(letter);
            return letter;
        });
    }

    private void deliver(Letter letter) {
        try {
            if (letter.to().isEmpty()) {
                giveUp(letter);
            } else if (told(letter, letter.to().get())) {
                letter.taken().accept(now());
            }
        } catch (PaymentException e) {
            log.warn(
                    "event {}: its delivery to {} could not be stored; it will be repeated",
                    letter.id(),
                    letter.listener(),
                    e);
        }
    }

    /** Waiting would bring the listener back no sooner than a person does, who replays it then. */
    private void giveUp(Letter letter) {
        log.error("event {}: there is no listener {} here; kept as a dead letter", letter.id(), letter.listener());
        letter.untaken().record(now(), Optional.empty(), "there is no listener " + letter.listener() + " any more");
    }

    private boolean told(Letter letter, NamedListener<?> listener) {
        try {
            listener.tell(letter.event());
            return true;
        } catch (Throwable thrown) { // even an error: other listeners and other events go on
            Instant now = now();
            Optional<Instant> retryAt = ladder.next(letter.tries(), letter.id() + letter.listener(), now);
            log.error(
                    "listener {} threw at event {}; {}",
                    letter.listener(),
                    letter.id(),
                    retryAt.map(at -> "next try at " + at).orElse("given up, kept as a dead letter"),
                    thrown);
            letter.untaken().record(now, retryAt, thrown.toString());
            return false;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
