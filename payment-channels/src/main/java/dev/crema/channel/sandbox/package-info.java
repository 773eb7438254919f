/**
 * A channel whose far side lives in this process: for trying out, and for tests that need a provider with a mind
 * of its own. Knows no HTTP and no database.
 */
@NullMarked
package dev.crema.channel.sandbox;

import org.jspecify.annotations.NullMarked;
