package dev.crema.event;

/** Ended by its deadline before the money moved. */
public record PaymentExpired(Details details) implements PaymentEvent {}
