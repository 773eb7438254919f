package dev.crema.books;

import dev.crema.event.PaymentEvent;
import java.util.List;

/** Who is to be told of events. */
@FunctionalInterface
public interface Audience {
    /** The names of the listeners that want this event; empty when nobody does. */
    List<String> of(PaymentEvent event);
}
