package dev.crema.coffeeshop.checkout;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the shop takes money.
 *
 * @param publicUrl where browsers find the shop, without a slash at the end
 * @param holdFor how long a wallet's money stays set aside at most
 * @param payWithin how long a payer may take to confirm
 * @param orderWithin how long an order waits for somebody to pay it
 */
@ConfigurationProperties("coffee")
record CheckoutSettings(
        URI publicUrl,
        @DefaultValue("PT15M") Duration holdFor,
        @DefaultValue("PT15M") Duration payWithin,
        @DefaultValue("PT30M") Duration orderWithin) {}
