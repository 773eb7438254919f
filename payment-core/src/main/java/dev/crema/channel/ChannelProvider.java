package dev.crema.channel;

import java.time.Clock;
import java.util.Map;

/**
 * Makes channels of one type out of plain settings, so that a host can name its channels in its configuration. Found
 * by {@link java.util.ServiceLoader}; implementations have a public constructor without parameters and are thread-safe.
 */
public interface ChannelProvider {
    /** The type as it stands in the configuration, for example {@code sandbox}. */
    String type();

    /**
     * Makes a channel.
     *
     * @param name the channel's name
     * @param settings the settings as written; an unknown or missing one is refused
     * @param clock the time, for providers that play or sign it
     * @throws dev.crema.failure.ConfigurationException naming the setting and the remedy
     */
    Channel create(String name, Map<String, String> settings, Clock clock);
}
