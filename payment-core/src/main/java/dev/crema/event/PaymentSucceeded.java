package dev.crema.event;

/** The money moved and is booked. */
public record PaymentSucceeded(Details details) implements PaymentEvent {}
