package dev.crema.ledger.audit;

import java.util.Optional;

/**
 * Proves the books of a scope, as {@code ledger.audit()}.
 *
 * <p>Every account's entries form a chain of hashes, which binds the journals too. {@link #verify()} walks all of it. What
 * it cannot see by itself is a chain that somebody has cut off at the end, or reckoned anew from the place of a change on:
 * for that, {@link #seal()} from time to time and keep the seal where the database's administrators cannot reach it.
 *
 * <p>Safe for use by many threads, while anybody posts. None of it may be called inside a transaction of the host's.
 */
public interface Audit {
    /** Proves the books of this scope. */
    default VerifyReport verify() {
        return verify(Progress.NONE);
    }

    /**
     * Proves the books of this scope as they are at one moment, in constant memory.
     *
     * <p>It reads every row once. It holds no lock but reads one snapshot for as long as it takes, so on large and busy
     * books it is best run on a replica.
     *
     * @throws dev.crema.failure.InvalidStateException inside a transaction of the host's
     * @throws dev.crema.failure.StorageException if the database fails
     */
    VerifyReport verify(Progress progress);

    /** The same, and that all that was sealed then still stands as it stood. */
    VerifyReport verify(Seal published, Progress progress);

    /** Proves the books of all scopes, which is cheaper than one scope after the other. */
    VerifyReport verifyAllScopes(Progress progress);

    /**
     * Seals the books of this scope as they stand: chains the heads of all accounts that changed since the last seal, and
     * binds which periods are closed. Posting goes on meanwhile.
     *
     * @return the new seal, or the last one if nothing was booked or closed since
     * @throws dev.crema.failure.ConcurrencyException if others keep sealing at the same time
     */
    Seal seal();

    /** The last seal of this scope, if it was ever sealed. */
    Optional<Seal> lastSeal();
}
