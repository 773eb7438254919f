package dev.crema.trade;

import dev.crema.failure.PaymentException;

/** Decides what is done next. Called inside a transaction, which may be repeated: no effects, no waiting. */
public interface Mover {
    /** What is done next for the trade as it stands. */
    Move next(Trade trade);

    /** What is done next where the books refused a move for good; nothing of the move was written. */
    Move refused(Trade trade, Move refused, PaymentException why);
}
