/**
 * What every proof is made of: what it is asked for, what it says while it runs, what it finds, and the line in which it
 * ends. Start with {@link dev.crema.proof.trial.Trial}. Knows nothing of what is tried.
 */
@NullMarked
package dev.crema.proof.trial;

import org.jspecify.annotations.NullMarked;
