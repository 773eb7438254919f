/**
 * A small coffee shop on Spring Boot. Start with {@link dev.crema.coffeeshop.CoffeeShop}.
 */
@NullMarked
package dev.crema.coffeeshop;

import org.jspecify.annotations.NullMarked;
