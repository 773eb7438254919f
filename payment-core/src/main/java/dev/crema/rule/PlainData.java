package dev.crema.rule;

import dev.crema.failure.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read out of maps, lists, texts and flags that somebody wrote down; what is wrong is refused by its place. */
public final class PlainData {
    private PlainData() {}

    public static Map<String, Object> map(String where, @Nullable Object data) {
        if (!(data instanceof Map<?, ?> map)) {
            throw new ConfigurationException(where + ": is no map; write name: value");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(name instanceof String text) || value == null) {
                throw new ConfigurationException(where + ": \"" + name + "\" has no value, or is no text; give both");
            }
            named.put(text, value);
        });
        return named;
    }

    public static List<?> list(String where, @Nullable Object data) {
        if (!(data instanceof List<?> list)) {
            throw new ConfigurationException(
                    where + ": is no list; write each entry on a line of its own behind a -, or []");
        }
        return list;
    }

    public static String text(String where, Map<String, ?> data, String key) {
        if (!(data.get(key) instanceof String text) || text.isBlank()) {
            throw new ConfigurationException(where + ": " + key + " is missing, or is no text; give it in quotes");
        }
        return text;
    }

    /** Texts too, since some readers know nothing else. */
    public static boolean flag(String where, Map<String, ?> data, String key) {
        String value = data.containsKey(key) ? String.valueOf(data.get(key)) : "false";
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigurationException(where + ": " + key + " is neither true nor false; give one");
        };
    }

    public static void requireKeys(String where, Map<String, ?> data, Set<String> known) {
        for (String key : data.keySet()) {
            if (!known.contains(key)) {
                throw new ConfigurationException(where + ": \"" + key + "\" is not known; use " + known);
            }
        }
    }
}
