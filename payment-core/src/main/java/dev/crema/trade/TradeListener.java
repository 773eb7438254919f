package dev.crema.trade;

/**
 * Host code that wants to know of trades. Called after the commit, outside of any transaction of the library, at least
 * once per event. What it throws is logged and the event is delivered again by the ladder; the trade is not affected.
 */
@FunctionalInterface
public interface TradeListener {
    // A listener is host code: what it may throw is not ours to narrow.
    void on(TradeEvent event) throws Exception;
}
