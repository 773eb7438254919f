package dev.crema.books;

import dev.crema.context.BusinessContext;
import dev.crema.event.PaymentEvent;
import dev.crema.payment.Attempt;
import dev.crema.payment.Payment;
import dev.crema.payment.Work;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import java.util.Optional;

/** A piece of work that one worker holds until its lease ends (T2). The token proves that it is still the holder. */
public sealed interface Claimed {
    /** Rises with each claim; a holder whose token is stale writes nothing. */
    long token();

    /** How many tries there have been, this one included, since the payment last changed its state. */
    int tries();

    /**
     * A payment to be worked on, with its attempt already written.
     *
     * @param payment the payment as it stands now
     * @param original for a refund or a capture, the payment that is given back or captured
     * @param work what has to be done
     * @param attempt what was written before the call; empty for {@link Work#LAPSE}, which calls nobody
     */
    record Call(
            Payment payment, Optional<Payment> original, Work work, Optional<Attempt> attempt, int tries, long token)
            implements Claimed {}

    /**
     * An event that one listener of the host is to be told.
     *
     * @param event the event
     * @param listener the listener's name
     */
    record Delivery(PaymentEvent event, String listener, int tries, long token) implements Claimed {}

    /**
     * A trade that is to be carried on with.
     *
     * @param context what the trade is part of
     */
    record Advance(TradeId trade, BusinessContext context, int tries, long token) implements Claimed {}

    /**
     * An event of a trade that one listener of the host is to be told.
     *
     * @param listener the listener's name
     */
    record TradeDelivery(TradeEvent event, String listener, int tries, long token) implements Claimed {}
}
