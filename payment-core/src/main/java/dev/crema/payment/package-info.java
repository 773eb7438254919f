/**
 * What a payment is: the requests of the four forms, the states and the one transition function that moves a payment
 * through them. Start with {@link dev.crema.payment.Payment} and {@link dev.crema.payment.PaymentState}; {@link
 * dev.crema.payment.Lifecycle} is where news becomes a new state. Nothing here knows a database or calls a channel.
 */
@NullMarked
package dev.crema.payment;

import org.jspecify.annotations.NullMarked;
