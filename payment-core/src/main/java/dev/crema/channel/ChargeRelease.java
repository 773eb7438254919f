package dev.crema.channel;

import dev.crema.money.Money;

/**
 * A request to let go of what is left of an authorization (void).
 *
 * @param chargeReference the channel reference of the charge that set the money aside
 * @param authorizationId the provider's own id of the authorization
 * @param authorized what was set aside
 * @param captured what was collected of it, zero or more
 */
public record ChargeRelease(String chargeReference, String authorizationId, Money authorized, Money captured) {}
