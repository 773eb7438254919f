package dev.crema.books;

import java.util.List;

/** Who is to be told of events. */
@FunctionalInterface
public interface Audience<E> {
    /** The names of the listeners that want this event; empty when nobody does. */
    List<String> of(E event);
}
