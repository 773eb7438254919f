/**
 * What can go wrong, split by what the caller can do about it. Start with {@link
 * dev.crema.failure.PaymentException}. Nothing in this package knows what a payment is.
 */
@NullMarked
package dev.crema.failure;

import org.jspecify.annotations.NullMarked;
