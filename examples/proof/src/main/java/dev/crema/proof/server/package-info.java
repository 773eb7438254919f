/**
 * Database servers of this machine that are started, killed and started again on the same data. Start with
 * {@link dev.crema.proof.server.DatabaseServer}. Knows nothing of what is kept in them.
 */
@NullMarked
package dev.crema.proof.server;

import org.jspecify.annotations.NullMarked;
