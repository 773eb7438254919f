package dev.crema.event;

/**
 * Host code that wants to know of something that happened. Called after the commit, outside of any transaction of the
 * library, on a thread of the library, at least once per event.
 */
@FunctionalInterface
public interface Listener<E> {
    // A listener is host code: what it may throw is not ours to narrow.
    void on(E event) throws Exception;
}
