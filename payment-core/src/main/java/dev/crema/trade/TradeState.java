package dev.crema.trade;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where a trade stands. The table is the whole life of a trade; nothing else moves one. */
public enum TradeState {
    /** The payer is paying: steps are under way. */
    PAYING,
    /** All is paid, and the plan waits for the host to confirm it: a receipt, or the capture of what was authorized. */
    AWAITING_CONFIRMATION,
    /** Confirmed: the last steps are under way. */
    COMPLETING,
    /** Everything in the plan is done. */
    SUCCEEDED,
    /** What was done is being undone, newest first. */
    UNDOING,
    /** Undone because a step failed: the payer has paid nothing in the end. */
    FAILED,
    /** Undone on request, or because nobody confirmed it in time. */
    CANCELLED,
    /** Given back after it had succeeded. */
    REFUNDED;

    private static final Map<TradeState, Set<TradeState>> NEXT = Map.of(
            PAYING, EnumSet.of(AWAITING_CONFIRMATION, SUCCEEDED, UNDOING),
            AWAITING_CONFIRMATION, EnumSet.of(COMPLETING, UNDOING),
            COMPLETING, EnumSet.of(SUCCEEDED, UNDOING),
            SUCCEEDED, EnumSet.of(UNDOING),
            UNDOING, EnumSet.of(FAILED, CANCELLED, REFUNDED),
            FAILED, EnumSet.noneOf(TradeState.class),
            CANCELLED, EnumSet.noneOf(TradeState.class),
            REFUNDED, EnumSet.noneOf(TradeState.class));

    public boolean canBecome(TradeState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether the trade rests here: nothing is done until somebody asks for something. */
    public boolean isEnd() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED || this == REFUNDED;
    }

    /** Whether the payer has paid and nothing of it is on its way back. */
    public boolean isPaid() {
        return this == AWAITING_CONFIRMATION || this == COMPLETING || this == SUCCEEDED;
    }

    /** Whether the host is told when a trade comes here. */
    public boolean isTold() {
        return isEnd() || this == AWAITING_CONFIRMATION;
    }
}
