/**
 * The far side of the sandbox: the page on which its payer says yes or no. A shop with real channels has no such
 * package.
 */
@NullMarked
package dev.crema.coffeeshop.sandbox;

import org.jspecify.annotations.NullMarked;
