/**
 * Which channel account takes a step (渠道路由): {@link dev.crema.route.RouteRules} rank the channels, and {@link
 * dev.crema.route.ChannelHealth} knows how each has been doing lately. Nothing here calls a channel.
 */
@NullMarked
package dev.crema.route;

import org.jspecify.annotations.NullMarked;
