/**
 * The whole engine in a world where everything goes wrong, by seed: callers ask, nodes die and stand still, channels lie,
 * and afterwards everything has to be right. Start with {@link dev.crema.ledger.simulation.Simulation}. The channels, the
 * time and the dice are those of {@code dev.crema.simulation}.
 */
@NullMarked
package dev.crema.ledger.simulation;

import org.jspecify.annotations.NullMarked;
