package dev.crema.payment;

import java.time.Instant;

/**
 * What the channel handed over when it set the money aside.
 *
 * @param id the provider's own id of it
 * @param until when it is let go of
 */
public record Authorization(String id, Instant until) {}
