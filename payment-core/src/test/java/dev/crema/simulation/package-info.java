/**
 * A world in which all that can go wrong does, by one seed: its time, its dice, and channels whose truth can be seen. Start
 * with {@link dev.crema.simulation.Dice}. Nothing here has threads or sleeps; what happens is decided by the seed alone.
 */
@NullMarked
package dev.crema.simulation;

import org.jspecify.annotations.NullMarked;
