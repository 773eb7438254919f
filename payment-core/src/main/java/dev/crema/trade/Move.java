package dev.crema.trade;

import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.trade.TradePayment.Role;
import java.time.Instant;
import java.util.Optional;

/** What is done next for a trade, in one transaction with the record of it. */
public sealed interface Move {
    /**
     * Accepts a payment.
     *
     * @param step the number of the step
     * @param role whether it carries the step out or undoes it
     * @param payment the payment at its birth
     * @param why why it is made as it is
     * @param instead a payment of the same step, of which no channel has anything, that is cancelled with it
     */
    record Begin(int step, Role role, Payment payment, String why, Optional<PaymentId> instead) implements Move {}

    /** Moves what a payment has set aside. */
    record Capture(PaymentId payment) implements Move {}

    /** Ends a payment whose money has not moved. */
    record Cancel(PaymentId payment) implements Move {}

    /** Changes nothing but the trade itself. */
    record Turn(Trade next) implements Move {}

    /** There is nothing to do before this instant, or before a payment of the trade ends. */
    record Rest(Trade next, Optional<Instant> until) implements Move {}
}
