/**
 * Amounts, the currencies they are counted in, and the names of the accounts that hold them. Everything here is an
 * immutable value; start with {@link dev.crema.money.Money}. Nothing in this package knows what a payment is.
 */
@NullMarked
package dev.crema.money;

import org.jspecify.annotations.NullMarked;
