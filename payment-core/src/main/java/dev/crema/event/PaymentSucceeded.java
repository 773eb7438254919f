package dev.crema.event;

/**
 * The money moved and is booked. A top-up in two phases moves nothing itself: it succeeds when all that will be captured
 * of it is, and each of its captures tells of its own success.
 */
public record PaymentSucceeded(Details details) implements PaymentEvent {}
