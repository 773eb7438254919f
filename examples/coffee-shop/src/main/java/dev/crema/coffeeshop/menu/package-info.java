/**
 * What can be ordered, as rows of a table. Start with {@link dev.crema.coffeeshop.menu.Menu}.
 */
@NullMarked
package dev.crema.coffeeshop.menu;

import org.jspecify.annotations.NullMarked;
