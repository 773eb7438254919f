/**
 * Where orders and payments meet. Start with {@link dev.crema.coffeeshop.checkout.Till}, which takes the money; {@link
 * dev.crema.coffeeshop.checkout.Settlement} is the one place where a payment's end becomes an order's state, and {@link
 * dev.crema.coffeeshop.checkout.Resumption} carries on with what a crash has left.
 */
@NullMarked
package dev.crema.coffeeshop.checkout;

import org.jspecify.annotations.NullMarked;
