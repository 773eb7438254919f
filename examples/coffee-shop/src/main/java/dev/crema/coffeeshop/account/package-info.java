/**
 * The shop's accounts in the books: one wallet per customer and the shop's own till. Start with {@link
 * dev.crema.coffeeshop.account.ShopAccounts}. Knows no customers, only their ids.
 */
@NullMarked
package dev.crema.coffeeshop.account;

import org.jspecify.annotations.NullMarked;
