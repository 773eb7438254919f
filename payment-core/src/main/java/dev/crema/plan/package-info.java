/**
 * A business payment as a sequence of the four forms (支付行为编排). Start with {@link dev.crema.plan.Plan}, which says
 * what is done and in which order; a {@link dev.crema.plan.Purchase} says what is to be paid, and plans are made of it by
 * a {@link dev.crema.plan.Recipe}. Everything here is an immutable value; nothing knows how far a plan has come, a
 * database or a channel.
 */
@NullMarked
package dev.crema.plan;

import org.jspecify.annotations.NullMarked;
