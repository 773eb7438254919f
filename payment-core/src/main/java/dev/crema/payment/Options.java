package dev.crema.payment;

import dev.crema.failure.InvalidRequestException;
import java.util.Map;

/** What only one channel understands: few, short, and handed through unchanged. */
final class Options {
    private static final int MOST = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TOGETHER = 1024;

    private Options() {}

    static Map<String, String> require(Map<String, String> options) {
        int together = 0;
        for (Map.Entry<String, String> option : options.entrySet()) {
            if (!option.getKey().matches("[A-Za-z0-9_.-]{1," + LONGEST_NAME + "}")) {
                throw new InvalidRequestException("option", "a name is 1 to 64 letters, digits and . _ -");
            }
            together += FreeText.characters("option." + option.getKey(), option.getValue())
                    .length();
        }
        if (options.size() > MOST || together > LONGEST_TOGETHER) {
            throw new InvalidRequestException(
                    "option", "give at most " + MOST + " with " + LONGEST_TOGETHER + " characters together");
        }
        return Map.copyOf(options);
    }
}
