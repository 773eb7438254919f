/**
 * The customer's wallet: what is in it, and how it is filled. Start with {@link
 * dev.crema.coffeeshop.wallet.TopUps}. Knows nothing of orders.
 */
@NullMarked
package dev.crema.coffeeshop.wallet;

import org.jspecify.annotations.NullMarked;
