/**
 * Lives of the whole engine in a world where everything goes wrong, one for each seed. Start with {@link
 * dev.crema.proof.simulate.Simulate}; the world itself is {@code dev.crema.ledger.simulation}, which the build runs too.
 */
@NullMarked
package dev.crema.proof.simulate;

import org.jspecify.annotations.NullMarked;
