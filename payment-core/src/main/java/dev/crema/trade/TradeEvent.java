package dev.crema.trade;

import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.money.Money;
import dev.crema.payment.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * A trade came to rest: it is paid and waits for the confirmation, or it has ended. Delivered at least once, after the
 * commit: a listener that acts remembers {@link #id} to act once.
 *
 * @param trade the trade
 * @param scope whose it is
 * @param reference the caller's own id of the checkout
 * @param amount what was to be paid in all
 * @param state where the trade came to
 * @param sequence rises with each event of one trade
 * @param reason why it was undone, if it was
 * @param context what the trade is part of
 * @param at when it came there
 */
public record TradeEvent(
        TradeId trade,
        Scope scope,
        Reference reference,
        Money amount,
        TradeState state,
        int sequence,
        Optional<Reason> reason,
        BusinessContext context,
        Instant at) {
    /** The same on each delivery of this event, and of no other. */
    public String id() {
        return trade + "-" + sequence;
    }
}
