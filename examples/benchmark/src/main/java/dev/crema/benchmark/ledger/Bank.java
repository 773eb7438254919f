package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Contestant;
import java.sql.SQLException;

/** A thousand accounts between which money moves, each of them well filled and none ever below zero. */
interface Bank extends AutoCloseable {
    /** What is in each account to begin with, in minor units. */
    long FUNDS = 1_000_000_000_000L;

    /** Callers that make transfers by this pattern, one transaction each, committed when it returns. */
    Contestant transfers(Pattern pattern);

    /**
     * Looks whether the books are right, and whether exactly what was acknowledged is in them. Nothing may be under way.
     *
     * @throws AssertionError if not; the message says what is wrong
     */
    void check() throws SQLException;

    @Override
    void close();
}
