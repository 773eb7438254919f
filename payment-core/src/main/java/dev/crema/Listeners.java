package dev.crema;

import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The host's listeners, each with the kind of event it wants. */
final class Listeners {
    private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

    <E extends PaymentEvent> void add(Class<E> kind, PaymentListener<? super E> listener) {
        subscriptions.add(new Subscription<>(kind, listener));
    }

    /** Tells everybody, in the order they subscribed; the first that throws ends this delivery. */
    void tell(PaymentEvent event) throws Exception {
        for (Subscription<?> subscription : subscriptions) {
            subscription.tell(event);
        }
    }

    private record Subscription<E extends PaymentEvent>(Class<E> kind, PaymentListener<? super E> listener) {
        void tell(PaymentEvent event) throws Exception {
            if (kind.isInstance(event)) {
                listener.on(kind.cast(event));
            }
        }
    }
}
