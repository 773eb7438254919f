package dev.crema.trade;

import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Refund;

/**
 * A payment of a trade.
 *
 * @param number counts the payments of the trade from 1
 * @param step the number of the step that it carries out or undoes
 * @param role which of the two
 * @param payment the payment as it stands
 * @param why why it was made as it was: the choice of its channel, or what is undone
 * @param unsent whether the channel definitely does not have it: nothing was sent, or nothing that arrived
 * @param returned what was given back of it, by whomever
 */
public record TradePayment(
        int number, int step, Role role, Payment payment, String why, boolean unsent, Money returned) {
    /** What a payment is to its trade. */
    public enum Role {
        /** It carries out a step. */
        STEP,
        /** It gives back what a step did. */
        UNDO
    }

    /** A payment that was just made. */
    public static TradePayment made(int number, int step, Role role, Payment payment, String why) {
        return new TradePayment(
                number,
                step,
                role,
                payment,
                why,
                true,
                Money.zero(payment.amount().currency()));
    }

    /** Whether it gives back the payment of this id. */
    boolean undoes(PaymentId other) {
        return role == Role.UNDO
                && payment.request() instanceof Refund refund
                && refund.payment().equals(other);
    }

    TradePayment now(Payment changed) {
        return new TradePayment(number, step, role, changed, why, unsent, returned);
    }
}
