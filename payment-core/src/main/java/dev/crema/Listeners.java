package dev.crema;

import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The host's listeners, each with the kind of event it wants. */
final class Listeners {
    private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

    <E extends PaymentEvent> void add(Class<E> kind, PaymentListener<? super E> listener) {
        subscriptions.add(new Subscription<>(kind, listener));
    }

    /**
     * Tells everybody, in the order they subscribed; one that throws keeps the event from nobody.
     *
     * @return what they threw; empty when all took it
     */
    List<Throwable> tell(PaymentEvent event) {
        List<Throwable> thrown = new ArrayList<>();
        for (Subscription<?> subscription : subscriptions) {
            try {
                subscription.tell(event);
            } catch (Throwable t) {
                thrown.add(t);
            }
        }
        return thrown;
    }

    private record Subscription<E extends PaymentEvent>(Class<E> kind, PaymentListener<? super E> listener) {
        void tell(PaymentEvent event) throws Exception {
            if (kind.isInstance(event)) {
                listener.on(kind.cast(event));
            }
        }
    }
}
