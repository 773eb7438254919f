package dev.crema.books;

import dev.crema.payment.Decision;
import dev.crema.payment.Reason;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is recorded of a trade.
 *
 * @param trade as it stands, with its plan and its payments
 * @param transitions the states it has been in, oldest first
 * @param decisions what people decided of it, oldest first
 * @param work its own work and what listeners are told, oldest first
 */
public record TradeHistory(Trade trade, List<Transition> transitions, List<Decision> decisions, List<Trail.Task> work) {

    /** A state the trade was in, since when, and why it was turned round if it was. */
    public record Transition(int version, TradeState state, Optional<Reason> reason, Instant at) {}
}
