package dev.crema.event;

/**
 * The channel has set the money of a top-up in two phases aside. Not its end: captures follow, or it is cancelled or
 * expires.
 */
public record PaymentAuthorized(Details details) implements PaymentEvent {}
