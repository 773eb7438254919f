/**
 * When to try again. Start with {@link dev.crema.retry.Ladder}. Nothing in this package knows what is being retried.
 */
@NullMarked
package dev.crema.retry;

import org.jspecify.annotations.NullMarked;
