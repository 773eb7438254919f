/**
 * How a channel reads what the host wrote about it. Start with {@link dev.crema.channel.settings.WrittenSettings}.
 * Every type of channel reads its settings through it, so that a misspelt one is refused everywhere alike. Nothing
 * here knows any provider.
 */
@NullMarked
package dev.crema.channel.settings;

import org.jspecify.annotations.NullMarked;
