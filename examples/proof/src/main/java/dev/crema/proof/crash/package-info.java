/**
 * A fault at every boundary of everything that a host can ask for. Start with {@link dev.crema.proof.crash.Crash}; what is
 * played, and what must be true afterwards, is in {@code dev.crema.ledger.crash}, of which the build runs a sample too. On
 * a database server each fault ends a real process.
 */
@NullMarked
package dev.crema.proof.crash;

import org.jspecify.annotations.NullMarked;
