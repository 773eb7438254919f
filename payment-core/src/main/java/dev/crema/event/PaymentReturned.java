package dev.crema.event;

/**
 * What had gone out came back after the payment had succeeded: a payout that the bank could not deliver, a refund to a card
 * that is closed. It is booked back already, where it came from; the payment stays {@code SUCCEEDED}, with the difference
 * {@code RETURNED}. Comes after the event of the success.
 */
public record PaymentReturned(Details details) implements PaymentEvent {}
