package dev.crema.channel.settings;

import dev.crema.failure.ConfigurationException;
import java.util.regex.Pattern;

/** The grammar of {@link dev.crema.channel.Channel#name}. */
public final class ChannelName {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9-]{1,32}");

    private ChannelName() {}

    /**
     * The name, if it is one.
     *
     * @throws ConfigurationException if it is not: it would be stored with every payment, and changed by none
     */
    public static String require(String name) {
        if (name == null || !GRAMMAR.matcher(name).matches()) {
            throw new ConfigurationException(
                    "channel name \"" + name + "\": give 1 to 32 characters out of a-z 0-9 -, such as alipay-main");
        }
        return name;
    }
}
