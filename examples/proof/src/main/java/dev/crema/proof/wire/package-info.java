/**
 * A line between a program and its database server that loses answers to commits. Start with
 * {@link dev.crema.proof.wire.LossyLine}. Understands just so much of the databases' protocols as it takes to know a
 * commit and its answer; knows nothing of what is committed.
 */
@NullMarked
package dev.crema.proof.wire;

import org.jspecify.annotations.NullMarked;
