package dev.crema.books;

import dev.crema.payment.Payment;

/**
 * What became of an acceptance.
 *
 * @param payment the payment that bears the reference now
 * @param repeated whether it was there before, so that this request changed nothing
 */
public record Accepted(Payment payment, boolean repeated) {}
