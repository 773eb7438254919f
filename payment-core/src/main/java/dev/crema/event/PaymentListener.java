package dev.crema.event;

/**
 * Host code that wants to know of the end of payments. Called after the commit, outside of any transaction of the
 * library, on a thread of the library, at least once per event. What it throws is logged and the event is delivered
 * again by the ladder; the payment is not affected.
 */
@FunctionalInterface
public interface PaymentListener<E extends PaymentEvent> {
    // A listener is host code: what it may throw is not ours to narrow.
    void on(E event) throws Exception;
}
