package dev.crema.spring;

import dev.crema.Payments;

/**
 * A bean that has the last word on how {@link Payments} are made, for what no property says: a {@link
 * dev.crema.retry.Ladder}, a listener that is no {@link OnPayment} method. Called once per start, after the properties
 * and the {@link dev.crema.channel.Channel} beans; several are called in their {@code @Order}.
 */
@FunctionalInterface
public interface PaymentsCustomizer {
    void customize(Payments.Builder payments);
}
