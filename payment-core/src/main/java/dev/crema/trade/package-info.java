/**
 * Orders on one side, payments on the other, and the plan between (交易核心). Start with {@link
 * dev.crema.trade.Checkout}, which asks for a trade, and {@link dev.crema.trade.Trade}, which says how it stands; {@link
 * dev.crema.trade.Progress} decides what is done next. Nothing here knows a database or calls a channel.
 */
@NullMarked
package dev.crema.trade;

import org.jspecify.annotations.NullMarked;
