package dev.crema.event;

/**
 * Host code that wants to know of the end of payments. Called after the commit, outside of any transaction of the
 * library, on a thread of the library, at least once per event. What it throws is logged and the event is delivered
 * again to this listener, by the ladder; neither the payment nor any other listener is affected. Of one payment the
 * events come in their order.
 */
@FunctionalInterface
public interface PaymentListener<E extends PaymentEvent> {
    // A listener is host code: what it may throw is not ours to narrow.
    void on(E event) throws Exception;
}
