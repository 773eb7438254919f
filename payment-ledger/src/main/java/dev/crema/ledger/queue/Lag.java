package dev.crema.ledger.queue;

import java.time.Duration;

/**
 * How far posting is behind enqueueing.
 *
 * @param waiting how many journals wait for their turn
 * @param oldest how long the first of them has waited, by the clock of the database; zero if none waits
 * @param refused how many were refused and wait for somebody's decision
 */
public record Lag(long waiting, Duration oldest, long refused) {}
