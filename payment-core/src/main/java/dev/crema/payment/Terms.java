package dev.crema.payment;

import dev.crema.retry.Ladder;
import java.time.Duration;
import java.time.Instant;

/**
 * The terms under which news is judged.
 *
 * @param now the engine's time
 * @param ladder the waits between tries
 * @param tries how many tries there have been since the payment last changed its state
 * @param settlingTime how long the channel may still deny an order that it has
 * @param lease how long after a call was written it may still leave, if nobody has stored an answer
 * @param remedies what is to become of money that moved against our word
 */
public record Terms(Instant now, Ladder ladder, int tries, Duration settlingTime, Duration lease, Remedies remedies) {}
