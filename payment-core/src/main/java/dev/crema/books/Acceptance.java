package dev.crema.books;

import dev.crema.payment.Payment;
import java.time.Instant;

/**
 * A payment to be accepted (T1).
 *
 * @param payment the payment at its birth
 * @param withinBooks whether it settles in this very transaction because its money never leaves the books
 * @param due when a worker may take it, unless it settles here
 */
public record Acceptance(Payment payment, boolean withinBooks, Instant due) {}
