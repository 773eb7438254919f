/**
 * Who buys: registration, signing in, and the token that says who asks. Start with {@link
 * dev.crema.coffeeshop.customer.Customers}. Knows nothing of orders and payments.
 */
@NullMarked
package dev.crema.coffeeshop.customer;

import org.jspecify.annotations.NullMarked;
