package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.web.PublicId;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Writes the order's id beside every line that is logged meanwhile on this thread, the library's lines included. */
final class OrderLog {
    private static final String KEY = "order";

    private OrderLog() {}

    static <T> T about(String orderId, Supplier<T> work) {
        if (PublicId.isOne(orderId)) { // what else a request may name does not belong into a log
            MDC.put(KEY, orderId);
        }
        try {
            return work.get();
        } finally {
            MDC.remove(KEY);
        }
    }
}
