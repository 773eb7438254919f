/**
 * Whether a request may pass (风控): what a check of the host's is told, what it may decide, and what happens when it can
 * not be asked. Start with {@link dev.crema.risk.RiskCheck}. Nothing here knows how a request is carried out.
 */
@NullMarked
package dev.crema.risk;

import org.jspecify.annotations.NullMarked;
