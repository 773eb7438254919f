package dev.crema.trade;

import dev.crema.event.Listener;

/**
 * Host code that wants to know of trades. What it throws is logged and the event is delivered again to this listener, by
 * the ladder; neither the trade nor any other listener is affected. Of one trade the events come in their order.
 */
@FunctionalInterface
public interface TradeListener extends Listener<TradeEvent> {}
