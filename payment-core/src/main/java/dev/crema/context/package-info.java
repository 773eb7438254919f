/**
 * The ids that travel with everything the library does: whose it is ({@link dev.crema.context.Scope}) and what the
 * caller calls it ({@link dev.crema.context.Reference}). They are plain values; nothing here knows what a payment is.
 */
@NullMarked
package dev.crema.context;

import org.jspecify.annotations.NullMarked;
