package dev.crema.payment;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where a payment stands. The table is the whole life of a payment; nothing else moves one. */
public enum PaymentState {
    /** Accepted and stored; nothing was sent. */
    CREATED,
    /** Being carried out, or waiting for the channel to decide. */
    PROCESSING,
    /** The payer, or the payee of a payout, must act: see {@link Payment#nextAction}. */
    AWAITING_PAYER,
    /** The channel may or may not have acted; asking it resolves this. */
    UNKNOWN,
    /** The amount is set aside, in the books or at the channel, and waits for capture or cancellation. */
    AUTHORIZED,
    /** The money moved and is booked. */
    SUCCEEDED,
    /** The money definitely did not move. */
    FAILED,
    /** Ended on request before the money moved. */
    CANCELLED,
    /** Ended by its deadline before the money moved. */
    EXPIRED;

    private static final Set<PaymentState> NONE = EnumSet.noneOf(PaymentState.class);
    private static final Map<PaymentState, Set<PaymentState>> NEXT = Map.of(
            CREATED, EnumSet.of(PROCESSING, CANCELLED, EXPIRED),
            PROCESSING, EnumSet.of(AWAITING_PAYER, UNKNOWN, AUTHORIZED, SUCCEEDED, FAILED, CANCELLED, EXPIRED),
            AWAITING_PAYER, EnumSet.of(PROCESSING, AUTHORIZED, SUCCEEDED, FAILED, CANCELLED, EXPIRED),
            UNKNOWN, EnumSet.of(PROCESSING, AWAITING_PAYER, AUTHORIZED, SUCCEEDED, FAILED, CANCELLED, EXPIRED),
            AUTHORIZED, EnumSet.of(SUCCEEDED, FAILED, CANCELLED, EXPIRED),
            SUCCEEDED, NONE, // a refund is a payment of its own
            FAILED, NONE,
            CANCELLED, NONE,
            EXPIRED, NONE); // money that arrives later goes to suspense

    public boolean canBecome(PaymentState next) {
        return NEXT.getOrDefault(this, NONE).contains(next);
    }

    /** Whether there is no way out of this state. */
    public boolean isTerminal() {
        return NEXT.getOrDefault(this, NONE).isEmpty();
    }
}
