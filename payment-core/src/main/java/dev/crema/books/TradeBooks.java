package dev.crema.books;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.payment.Decision;
import dev.crema.trade.Mover;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The records of trades. What is decided of a trade and what is done for it are one transaction under the trade's lock:
 * so nothing is ever begun for a trade that somebody has turned round meanwhile. Each verb goes on as far as one
 * transaction may, and says whether there is more; {@link #begin} and {@link #turn} join the host's transaction where
 * one is open. Whatever is left is work that is stored in the same transaction; the end of a payment makes the work of
 * its trade due, in the transaction that ends it.
 *
 * <p>Failures are those of {@link PaymentBooks}.
 */
public interface TradeBooks {
    /**
     * Stores the trade, and takes its first steps.
     *
     * @param due when the workers may take the first of the payments that it makes; the others they may at once
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for another checkout
     */
    Progressed begin(Trade trade, String fingerprint, Mover mover, Instant due);

    /**
     * The trade that bears the reference; empty where it is free.
     *
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for another checkout
     */
    Optional<Trade> bearer(Scope scope, Reference reference, String fingerprint);

    /** Takes trades that are to be carried on with, at most so many. */
    List<Claimed.Advance> claimTrades(Instant now, Duration lease, int limit);

    /** Shares events of trades out and takes deliveries that are due, as {@link PaymentBooks#claimDeliveries} does. */
    List<Claimed.TradeDelivery> claimTradeDeliveries(
            Instant now, Duration lease, Room listeners, Audience<TradeEvent> audience);

    /** Takes the next steps of a trade. */
    Progressed advance(TradeId trade, Mover mover, Instant now, Instant due);

    /**
     * Changes a trade on somebody's word, and takes the next steps.
     *
     * @param decision what the word makes of the trade as it stands; whatever it throws leaves everything as it was
     * @throws dev.crema.failure.NotFoundException if there is no such trade in the scope
     */
    Progressed turn(Scope scope, TradeId trade, UnaryOperator<Trade> decision, Mover mover, Instant now, Instant due);

    /**
     * Lets a trade go on that was held back when it was accepted, takes its first steps, and records the decision. A repeat
     * changes nothing.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such trade in the scope
     * @throws dev.crema.failure.InvalidStateException if it is not held back
     */
    Progressed release(Scope scope, TradeId trade, Decision decision, Mover mover, Instant due);

    /**
     * Puts off work on a trade that failed for another reason than the database's own.
     *
     * @param retryAt when to try again; empty to give up, keep it as a dead letter and ask for a person's attention
     */
    void postpone(Claimed.Advance work, Instant now, Optional<Instant> retryAt, String reason);

    /** Records that the listener was told. */
    void delivered(Claimed.TradeDelivery delivery, Instant now);

    /**
     * Records that the listener did not take the event.
     *
     * @param retryAt when to try again; empty to give up and keep it as a dead letter
     */
    void undelivered(Claimed.TradeDelivery delivery, Instant now, Optional<Instant> retryAt, String reason);

    Optional<Trade> findTrade(Scope scope, TradeId trade);

    Optional<Trade> findTrade(Scope scope, Reference reference);

    /** All that is recorded of a trade. */
    Optional<TradeHistory> tradeHistory(Scope scope, TradeId trade);

    /** The trades that the order is part of, oldest first. */
    List<Trade> tradesOf(Scope scope, Reference order);
}
