/**
 * What a provider's adapter promises. Start with {@link dev.crema.channel.Channel}, then the abilities an adapter may
 * have, each a small interface: {@link dev.crema.channel.Collects}, {@link dev.crema.channel.Captures}, {@link
 * dev.crema.channel.PaysOut}, {@link dev.crema.channel.Moves}, {@link dev.crema.channel.Refunds}. Every call answers a {@link dev.crema.channel.ChannelResult}; every piece of news, from
 * wherever it comes, is a {@link dev.crema.channel.ChannelFact}. Nothing here knows the engine that calls it.
 */
@NullMarked
package dev.crema.channel;

import org.jspecify.annotations.NullMarked;
