package dev.crema.ledger.sql;

import dev.crema.books.Audience;
import dev.crema.books.Claimed;
import dev.crema.books.Room;
import dev.crema.event.PaymentEvent;
import dev.crema.ledger.sql.DeliveryTable.Delivery;
import dev.crema.payment.Reason;
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
final class Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
    private static final int SHARED_AT_ONCE = 200;
    private static final int ROUNDS = 10;

    private final DeliveryTable deliveries;
    private final StoryTable stories;

    Deliveries(DeliveryTable deliveries, StoryTable stories) {
        this.deliveries = deliveries;
        this.stories = stories;
    }

    List<Claimed.Delivery> due(Handle handle, Instant now, Duration lease, Room room, Audience audience) {
        Map<String, PaymentEvent> known = share(handle, now, audience);
        List<Delivery> due = deliveries.due(handle, now, room);
        Map<String, PaymentEvent> events = readable(handle, due, known, now);
        List<Delivery> claimed = due.stream()
                .filter(delivery -> events.containsKey(delivery.event()))
                .map(Delivery::claimed)
                .toList();
        deliveries.claim(handle, claimed, now, lease);
        return claimed.stream()
                .flatMap(delivery -> Optional.ofNullable(events.get(delivery.event()))
                        .map(event ->
                                new Claimed.Delivery(event, delivery.listener(), delivery.tries(), delivery.token()))
                        .stream())
                .toList();
    }

    /** Gives each new event to those who want it; returns the last events seen, which are the most likely to be due. */
    private Map<String, PaymentEvent> share(Handle handle, Instant now, Audience audience) {
        Map<String, PaymentEvent> events = Map.of();
        for (int round = 0; round < ROUNDS; round++) {
            List<Delivery> unshared = deliveries.unshared(handle, now, SHARED_AT_ONCE);
            Map<String, PaymentEvent> found = readable(handle, unshared, Map.of(), now);
            List<Delivery> shares = unshared.stream()
                    .flatMap(event -> Optional.ofNullable(found.get(event.event())).stream()
                            .flatMap(told -> audience.of(told).stream())
                            .map(listener -> new Delivery(event.payment(), event.sequence(), listener, 0, 0)))
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
    private Map<String, PaymentEvent> readable(
            Handle handle, Collection<Delivery> found, Map<String, PaymentEvent> known, Instant now) {
        Map<String, PaymentEvent> events = new HashMap<>(known);
        List<String> missing = found.stream()
                .filter(delivery -> !known.containsKey(delivery.event()))
                .map(Delivery::payment)
                .distinct()
                .toList();
        events.putAll(stories.events(handle, missing).stream()
                .collect(Collectors.toMap(PaymentEvent::id, Function.identity())));
        found.stream()
                .filter(delivery -> !events.containsKey(delivery.event()))
                .forEach(delivery -> bury(handle, delivery, now));
        return events;
    }

    private void bury(Handle handle, Delivery delivery, Instant now) {
        log.error("event {} is a dead letter: it is not there", delivery.event());
        deliveries.dead(handle, delivery, now, "its event is missing");
    }

    void delivered(Handle handle, Claimed.Delivery delivery, Instant now) {
        deliveries.done(handle, List.of(Delivery.of(delivery)), now);
    }

    void undelivered(Handle handle, Claimed.Delivery delivery, Instant now, Optional<Instant> retryAt, String reason) {
        Delivery untold = Delivery.of(delivery);
        String shown = new Reason("", reason).message();
        retryAt.ifPresentOrElse(
                at -> deliveries.reschedule(handle, untold, at, shown),
                () -> deliveries.dead(handle, untold, now, shown));
    }
}
