package dev.crema.event;

/**
 * Host code that wants to know of the end of payments. What it throws is logged and the event is delivered again to this
 * listener, by the ladder; neither the payment nor any other listener is affected. Of one payment the events come in
 * their order.
 */
@FunctionalInterface
public interface PaymentListener<E extends PaymentEvent> extends Listener<E> {}
