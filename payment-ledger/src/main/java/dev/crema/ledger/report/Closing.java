package dev.crema.ledger.report;

import java.time.Instant;
import java.time.LocalDate;

/**
 * That the books are closed: nothing can count any more to the day or one before.
 *
 * @param endsOn the last closed day, in UTC
 * @param closedAt when that was done
 */
public record Closing(LocalDate endsOn, Instant closedAt) {}
