package dev.crema.channel.settings;

import dev.crema.failure.ConfigurationException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The settings of one channel as the host wrote them. The known names are said first; from then on every refusal is a
 * {@link ConfigurationException} that names the channel, the setting and the remedy. The readers of numbers, times,
 * addresses and choices repeat the value they refuse, so none of them is for a secret; {@link #text} never does.
 * Immutable.
 */
public final class WrittenSettings {
    private final String channel;
    private final Map<String, String> values;

    private WrittenSettings(String channel, Map<String, String> values) {
        this.channel = channel;
        this.values = Map.copyOf(values);
    }

    /**
     * Takes the settings of a channel, all of whose names must be known: a misspelt setting that is silently skipped
     * is a default nobody chose.
     *
     * @param type the type of the channel, see {@link dev.crema.channel.ChannelProvider#type}
     * @param name the name of the channel
     * @param known the names of all settings the type has
     */
    public static WrittenSettings of(String type, String name, Map<String, String> values, String... known) {
        WrittenSettings settings = new WrittenSettings("channel " + name + " of type " + type, values);
        List<String> knownNames = Arrays.asList(known);
        for (String written : new TreeSet<>(values.keySet())) {
            if (!knownNames.contains(written)) {
                throw settings.refused(written, "is unknown; known are " + String.join(", ", knownNames));
            }
        }
        return settings;
    }

    /** A refusal of the setting, ready to be thrown. */
    public ConfigurationException refused(String setting, String problem) {
        return new ConfigurationException(channel + ": setting " + setting + " " + problem);
    }

    /** The text, or nothing if it was not written. A blank one is refused: it is neither a value nor left out. */
    public Optional<String> text(String setting) {
        Optional<String> value = Optional.ofNullable(values.get(setting));
        if (value.filter(String::isBlank).isPresent()) {
            throw refused(setting, "is blank; give a value or leave the setting out");
        }
        return value;
    }

    /** A whole number from least to most. */
    public int number(String setting, int least, int most, int otherwise) {
        String remedy = "give a whole number from " + least + " to " + most;
        return read(setting, otherwise, Integer::valueOf, number -> number >= least && number <= most, remedy);
    }

    /** A time span in ISO 8601, zero or more: {@code PT10S} is ten seconds. */
    public Duration duration(String setting, Duration otherwise) {
        String remedy = "give an ISO 8601 duration of zero or more such as PT10S";
        return read(setting, otherwise, Duration::parse, duration -> !duration.isNegative(), remedy);
    }

    /** An absolute address. */
    public URI address(String setting, URI otherwise) {
        String remedy = "give an absolute address such as https://shop.example/confirm/";
        return read(setting, otherwise, URI::create, URI::isAbsolute, remedy);
    }

    /** One of these, by the name its text form has. */
    public <T> T choice(String setting, T otherwise, List<T> choices) {
        List<String> names = choices.stream().map(Object::toString).toList();
        String remedy = "give one of " + String.join(", ", names);
        Function<String, Integer> position = names::indexOf;
        return text(setting).isEmpty() ? otherwise : choices.get(read(setting, 0, position, at -> at >= 0, remedy));
    }

    private <T> T read(String setting, T otherwise, Function<String, T> parse, Predicate<T> allowed, String remedy) {
        Optional<String> value = text(setting);
        if (value.isEmpty()) {
            return otherwise;
        }
        return parsed(value.get(), parse)
                .filter(allowed)
                .orElseThrow(() -> refused(setting, "is " + value.get() + "; " + remedy));
    }

    private static <T> Optional<T> parsed(String value, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(value));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
