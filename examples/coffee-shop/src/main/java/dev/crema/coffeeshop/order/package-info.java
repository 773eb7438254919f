/**
 * Orders and their states. Start with {@link dev.crema.coffeeshop.order.OrderStatus}, then {@link
 * dev.crema.coffeeshop.order.Orders}. Knows nothing of how an order is paid.
 */
@NullMarked
package dev.crema.coffeeshop.order;

import org.jspecify.annotations.NullMarked;
