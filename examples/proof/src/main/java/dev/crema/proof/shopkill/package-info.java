/**
 * The coffee shop, killed under load: customers who ask and remember, the moment of the kill, and what has to be true
 * afterwards. Start with {@link dev.crema.proof.shopkill.ShopKill}. Knows the shop as its customers do, by its HTTP
 * interface, and the database as an auditor does, while no shop is running.
 */
@NullMarked
package dev.crema.proof.shopkill;

import org.jspecify.annotations.NullMarked;
