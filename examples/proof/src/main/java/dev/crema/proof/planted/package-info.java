/**
 * Bugs that are planted on purpose, and the tests that must notice. Start with {@link dev.crema.proof.planted.Planted};
 * the bugs themselves are in {@code dev.crema.ledger.planted}, of which the build tries some.
 */
@NullMarked
package dev.crema.proof.planted;

import org.jspecify.annotations.NullMarked;
