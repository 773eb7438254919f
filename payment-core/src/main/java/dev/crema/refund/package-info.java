/**
 * Out of which account a refund is paid (退款出资): rules of the host's, where it is not the account that was credited. Start
 * with {@link dev.crema.refund.RefundRules}. Nothing here knows how a refund is carried out.
 */
@NullMarked
package dev.crema.refund;

import org.jspecify.annotations.NullMarked;
