/**
 * A small coffee shop on Spring Boot that takes and returns play money in earnest. Start with {@link
 * dev.crema.coffeeshop.CoffeeShop} to run it and with {@link dev.crema.coffeeshop.checkout} to read it: there the
 * shop's orders and the library's payments become true together. Its packages know only those they build on: web ←
 * account ← customer ← menu ← order ← payment ← wallet ← checkout ← sandbox.
 */
@NullMarked
package dev.crema.coffeeshop;

import org.jspecify.annotations.NullMarked;
