package dev.crema.event;

/** The money definitely did not move: {@link Details#reason} says why. */
public record PaymentFailed(Details details) implements PaymentEvent {}
