/**
 * A bank whose branches, processes of their own, work on one ledger while they and the database server are killed, and
 * what has to be true afterwards. Start with {@link dev.crema.proof.bank.Bank}. Knows the ledger as any program does, by
 * its public interface, and the database as an auditor does.
 */
@NullMarked
package dev.crema.proof.bank;

import org.jspecify.annotations.NullMarked;
