/**
 * More than can be done for as long as one likes, and then nothing more: does anything grow that should not, and is everything
 * done in the end? Start with {@link dev.crema.proof.soak.Soak}. Nothing here knows how the engine keeps its work.
 */
@NullMarked
package dev.crema.proof.soak;

import org.jspecify.annotations.NullMarked;
