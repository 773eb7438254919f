/**
 * The entry point. Everything a merchant asks for starts at {@code Payments}; the flows behind it are
 * package-private. The nouns live in the packages below, and nothing below knows this one.
 */
@NullMarked
package dev.crema;

import org.jspecify.annotations.NullMarked;
