package dev.crema.payment;

import dev.crema.money.Money;

/**
 * What the channel handed over for a payment that succeeded.
 *
 * @param transactionId the provider's own id of the movement
 * @param fee what the provider kept, zero or more
 */
public record Receipt(String transactionId, Money fee) {}
