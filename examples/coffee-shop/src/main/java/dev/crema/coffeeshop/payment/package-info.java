/**
 * What payments for orders and top-ups of wallets have in common: how the shop's own ids become the library's
 * references, and how a payment is shown. Start with {@link dev.crema.coffeeshop.payment.ShopReference}.
 */
@NullMarked
package dev.crema.coffeeshop.payment;

import org.jspecify.annotations.NullMarked;
