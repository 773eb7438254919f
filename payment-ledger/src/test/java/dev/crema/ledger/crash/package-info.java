/**
 * The process dies, or an error strikes, at every statement, commit, rollback, send and receive of every request there is;
 * another process takes over, and everything has to come to one end. Start with {@link
 * dev.crema.ledger.crash.Enumeration}. The boundaries are counted by {@link dev.crema.ledger.CrashPoints}.
 */
@NullMarked
package dev.crema.ledger.crash;

import org.jspecify.annotations.NullMarked;
