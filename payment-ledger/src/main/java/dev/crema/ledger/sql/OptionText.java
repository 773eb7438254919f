package dev.crema.ledger.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Options as one column that a person can read: {@code name=value&name=value}, percent-encoded. */
final class OptionText {
    private OptionText() {}

    static String write(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> option.getKey() + "=" + URLEncoder.encode(option.getValue(), UTF_8))
                        .collect(Collectors.joining("&"));
    }

    static Map<String, String> read(String text) {
        Map<String, String> options = new TreeMap<>();
        for (String option : text.isEmpty() ? new String[0] : text.split("&")) {
            int equals = option.indexOf('=');
            options.put(option.substring(0, equals), URLDecoder.decode(option.substring(equals + 1), UTF_8));
        }
        return options;
    }
}
