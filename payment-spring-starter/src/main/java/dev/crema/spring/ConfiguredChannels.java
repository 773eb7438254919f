package dev.crema.spring;

import dev.crema.channel.Channel;
import dev.crema.channel.ChannelProvider;
import dev.crema.failure.ConfigurationException;
import dev.crema.spring.CremaProperties.ChannelAccount;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the channels that the configuration names, each by the provider of its type. */
final class ConfiguredChannels {
    private static final String PROPERTY = CremaProperties.PREFIX + ".channels.";

    private final Map<String, ChannelProvider> providers = new TreeMap<>();
    private final Clock clock;

    ConfiguredChannels(Iterable<ChannelProvider> providers, Clock clock) {
        this.clock = clock;
        for (ChannelProvider provider : providers) {
            ChannelProvider other = this.providers.putIfAbsent(provider.type(), provider);
            if (other != null) {
                throw new ConfigurationException("channel type " + provider.type() + ": both "
                        + other.getClass().getName() + " and "
                        + provider.getClass().getName() + " offer it; keep one of their jars");
            }
        }
    }

    /** With the providers that the jars of the application bring. */
    static ConfiguredChannels found(@Nullable ClassLoader jars, Clock clock) {
        return new ConfiguredChannels(ServiceLoader.load(ChannelProvider.class, jars), clock);
    }

    List<Channel> make(Map<String, ChannelAccount> accounts) {
        return accounts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(account -> make(account.getKey(), account.getValue()))
                .toList();
    }

    private Channel make(String name, ChannelAccount account) {
        ChannelProvider provider = provider(name, account);
        Map<String, String> settings = settings(name, account);
        try {
            return provider.create(name, settings, clock);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(PROPERTY + name + ": " + e.getMessage(), e);
        }
    }

    private ChannelProvider provider(String name, ChannelAccount account) {
        String property = PROPERTY + name + ".type";
        String remedy = "; give one of " + String.join(", ", providers.keySet())
                + ", or add the jar that offers the type you mean";
        if (account.type() == null) {
            throw new ConfigurationException(property + ": is missing" + remedy);
        }
        ChannelProvider provider = providers.get(account.type());
        if (provider == null) {
            throw new ConfigurationException(
                    property + ": \"" + account.type() + "\" is no type of channel here" + remedy);
        }
        return provider;
    }

    /** Providers name their settings in snake case; configuration is written in several, and some sources have no case. */
    private static Map<String, String> settings(String name, ChannelAccount account) {
        Map<String, String> settings = new TreeMap<>();
        account.settings().forEach((written, value) -> {
            String setting = written.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                    .replace('-', '_')
                    .replace('.', '_')
                    .toLowerCase(Locale.ROOT);
            if (settings.put(setting, value) != null) {
                throw new ConfigurationException(PROPERTY + name + ".settings." + written
                        + ": is given twice, in two spellings; keep one of them");
            }
        });
        return settings;
    }
}
