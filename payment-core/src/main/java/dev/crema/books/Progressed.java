package dev.crema.books;

import dev.crema.payment.PaymentId;
import dev.crema.trade.Trade;
import java.util.List;

/**
 * How far a trade came in one transaction.
 *
 * @param trade the trade afterwards
 * @param repeated whether the checkout was there before, so that nothing was done
 * @param touched its payments that have to be carried on with, since they were accepted or are to be closed
 * @param more whether there is more to do at once, in another transaction
 */
public record Progressed(Trade trade, boolean repeated, List<PaymentId> touched, boolean more) {
    public Progressed {
        touched = List.copyOf(touched);
    }
}
