/**
 * What every endpoint shares: refusals as problems (RFC 9457), strict JSON, limits, security headers, transactions and
 * ids. Start with {@link dev.crema.coffeeshop.web.Refusal}. Knows nothing of coffee.
 */
@NullMarked
package dev.crema.coffeeshop.web;

import org.jspecify.annotations.NullMarked;
