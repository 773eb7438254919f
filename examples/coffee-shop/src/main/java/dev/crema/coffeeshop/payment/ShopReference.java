package dev.crema.coffeeshop.payment;

import dev.crema.context.Reference;
import java.util.Optional;

/**
 * The reference under which the library knows a payment: what it is for and the shop's own id of that. Customers choose
 * references of their own, unique for each of them only; the shop finds its row by those and makes the library's out of
 * the row's id, which nobody can choose. So no customer can meet another's payment, and an order has one reference for
 * good, whatever references are sent along.
 *
 * @param kind what the payment is for
 * @param id the shop's id of it
 */
public record ShopReference(Kind kind, String id) {
    /** What payments are for. */
    public enum Kind {
        ORDER("order:"),
        TOP_UP("top-up:"),
        REFUND("refund:"),
        /** Money that came for an order that had ended, given back. */
        LATE("late:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Reads what {@link #toString} wrote; nothing if it is none of the shop's. */
    public static Optional<ShopReference> of(Reference reference) {
        for (Kind kind : Kind.values()) {
            if (reference.value().startsWith(kind.prefix)) {
                return Optional.of(new ShopReference(kind, reference.value().substring(kind.prefix.length())));
            }
        }
        return Optional.empty();
    }

    public static String order(String orderId) {
        return new ShopReference(Kind.ORDER, orderId).toString();
    }

    @Override
    public String toString() {
        return kind.prefix + id;
    }
}
