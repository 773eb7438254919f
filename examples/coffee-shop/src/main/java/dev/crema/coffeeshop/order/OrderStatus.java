package dev.crema.coffeeshop.order;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where an order stands. The table is the whole life of an order. */
public enum OrderStatus {
    /** Placed; nothing was asked of anybody's money. */
    PENDING,
    /** The wallet's money is set aside, or a payment is on its way. Every order in this state has a payment. */
    PAYING,
    PAID,
    /** Ended before the money moved. */
    CANCELLED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    private static final Map<OrderStatus, Set<OrderStatus>> NEXT = Map.of(
            PENDING, EnumSet.of(PAYING, CANCELLED),
            PAYING, EnumSet.of(PAID, CANCELLED),
            PAID, EnumSet.of(PARTIALLY_REFUNDED, REFUNDED),
            PARTIALLY_REFUNDED, EnumSet.of(REFUNDED),
            CANCELLED, EnumSet.noneOf(OrderStatus.class),
            REFUNDED, EnumSet.noneOf(OrderStatus.class));

    public boolean canBecome(OrderStatus next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether the money has moved, even if some of it moved back. */
    public boolean wasPaid() {
        return this == PAID || this == PARTIALLY_REFUNDED || this == REFUNDED;
    }

    /** The name as it is stored and shown: {@code partially_refunded}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OrderStatus of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
