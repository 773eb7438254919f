package dev.crema.ledger.sql;

import dev.crema.books.Audience;
import dev.crema.books.Claimed;
import dev.crema.books.Room;
import dev.crema.event.PaymentEvent;
import dev.crema.ledger.sql.DeliveryTable.Delivery;
import dev.crema.payment.Reason;
import dev.crema.trade.TradeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What listeners are told: events shared out to them, taken under a lease, and ended. */
final class Deliveries<E, C> {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
    private static final int SHARED_AT_ONCE = 200;
    private static final int ROUNDS = 10;

    private final DeliveryTable deliveries;
    private final Told<E, C> told;

    /** What is told: events of payments or of trades. */
    interface Told<E, C> {
        List<E> events(Handle handle, Collection<String> subjects);

        /** As {@link Delivery#event} names it. */
        String id(E event);

        C claimed(E event, Delivery claimed);
    }

    Deliveries(DeliveryTable deliveries, Told<E, C> told) {
        this.deliveries = deliveries;
        this.told = told;
    }

    static Deliveries<PaymentEvent, Claimed.Delivery> ofPayments(DeliveryTable deliveries, StoryTable stories) {
        return new Deliveries<>(deliveries, new Told<>() {
            @Override
            public List<PaymentEvent> events(Handle handle, Collection<String> subjects) {
                return stories.events(handle, subjects);
            }

            @Override
            public String id(PaymentEvent event) {
                return event.id();
            }

            @Override
            public Claimed.Delivery claimed(PaymentEvent event, Delivery claimed) {
                return new Claimed.Delivery(event, claimed.listener(), claimed.tries(), claimed.token());
            }
        });
    }

    static Deliveries<TradeEvent, Claimed.TradeDelivery> ofTrades(DeliveryTable deliveries, TradeTable trades) {
        return new Deliveries<>(deliveries, new Told<>() {
            @Override
            public List<TradeEvent> events(Handle handle, Collection<String> subjects) {
                return subjects.isEmpty() ? List.of() : trades.events(handle, subjects);
            }

            @Override
            public String id(TradeEvent event) {
                return event.id();
            }

            @Override
            public Claimed.TradeDelivery claimed(TradeEvent event, Delivery claimed) {
                return new Claimed.TradeDelivery(event, claimed.listener(), claimed.tries(), claimed.token());
            }
        });
    }

    List<C> due(Handle handle, Instant now, Duration lease, Room room, Audience<E> audience) {
        Map<String, E> known = share(handle, now, audience);
        List<Delivery> due = deliveries.due(handle, now, room);
        Map<String, E> events = readable(handle, due, known, now);
        List<Delivery> claimed = due.stream()
                .filter(delivery -> events.containsKey(delivery.event()))
                .map(Delivery::claimed)
                .toList();
        deliveries.claim(handle, claimed, now, lease);
        return claimed.stream()
                .flatMap(delivery ->
                        Optional.ofNullable(events.get(delivery.event()))
                                .map(event -> told.claimed(event, delivery))
                                .stream())
                .toList();
    }

    /** Gives each new event to those who want it; returns the last events seen, which are the most likely to be due. */
    private Map<String, E> share(Handle handle, Instant now, Audience<E> audience) {
        Map<String, E> events = Map.of();
        for (int round = 0; round < ROUNDS; round++) {
            List<Delivery> unshared = deliveries.unshared(handle, now, SHARED_AT_ONCE);
            Map<String, E> found = readable(handle, unshared, Map.of(), now);
            List<Delivery> shares = unshared.stream()
                    .flatMap(event -> Optional.ofNullable(found.get(event.event())).stream()
                            .flatMap(happened -> audience.of(happened).stream())
                            .map(listener -> new Delivery(event.subject(), event.sequence(), listener, 0, 0)))
                    .toList();
            deliveries.insert(handle, shares, now);
            deliveries.done(handle, unshared, now);
            events = found.isEmpty() ? events : found;
            if (unshared.size() < SHARED_AT_ONCE) {
                break;
            }
        }
        return events;
    }

    /** The events that the deliveries are about; one without an event is a dead letter at once. */
    private Map<String, E> readable(Handle handle, Collection<Delivery> found, Map<String, E> known, Instant now) {
        Map<String, E> events = new HashMap<>(known);
        List<String> missing = found.stream()
                .filter(delivery -> !known.containsKey(delivery.event()))
                .map(Delivery::subject)
                .distinct()
                .toList();
        events.putAll(told.events(handle, missing).stream().collect(Collectors.toMap(told::id, Function.identity())));
        found.stream()
                .filter(delivery -> !events.containsKey(delivery.event()))
                .forEach(delivery -> bury(handle, delivery, now));
        return events;
    }

    private void bury(Handle handle, Delivery delivery, Instant now) {
        log.error("event {} is a dead letter: it is not there", delivery.event());
        deliveries.dead(handle, delivery, now, "its event is missing");
    }

    void delivered(Handle handle, Delivery delivery, Instant now) {
        deliveries.done(handle, List.of(delivery), now);
    }

    void undelivered(Handle handle, Delivery untold, Instant now, Optional<Instant> retryAt, String reason) {
        String shown = new Reason("", reason).message();
        retryAt.ifPresentOrElse(
                at -> deliveries.reschedule(handle, untold, at, shown),
                () -> deliveries.dead(handle, untold, now, shown));
    }
}
