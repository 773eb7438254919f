package dev.crema.event;

/** Ended on request before the money moved. */
public record PaymentCancelled(Details details) implements PaymentEvent {}
