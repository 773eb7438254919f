package dev.crema.payment;

import dev.crema.money.Money;
import java.time.Instant;

/**
 * Where a channel's word and ours disagree (差错).
 *
 * @param payment the payment it was found at
 * @param key what the difference is about: the provider's id of the movement, or the kind where no money moved. One
 *     payment has one difference for a key, however often the news comes
 * @param kind what disagrees
 * @param moved what the channel really moved and the books hold in suspense; zero where no money moved
 * @param foundAt when it was found
 */
public record Difference(PaymentId payment, String key, Kind kind, Money moved, Instant foundAt) {
    /** What disagrees. */
    public enum Kind {
        /** The channel moved another amount or currency than was asked for. */
        AMOUNT_MISMATCH,
        /** The channel collected what was only to be set aside. */
        NOT_ASKED_FOR,
        /** The channel moved money a second time for one payment. */
        DUPLICATE_CHANNEL_TXN,
        /** The order that this payment was to pay alone had been paid by another. */
        DUPLICATE_PAYMENT,
        /** The channel moved money after the payment had ended without. */
        LATE_SUCCESS,
        /** The payer agreed after the payment had ended: money is set aside that nobody will capture, and is let go of. */
        LATE_AUTHORIZATION,
        /** The channel moved the money and the books could not take it. */
        NOT_BOOKABLE,
        /** Money that had gone out came back, and is booked back. */
        RETURNED,
        /** The channel says the money did not move although it had said that it did. */
        CONTRADICTION
    }
}
