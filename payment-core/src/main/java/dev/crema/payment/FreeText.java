package dev.crema.payment;

import dev.crema.failure.InvalidRequestException;

/** Text that people write: stored and returned unchanged, as long as every database and channel can hold it. */
final class FreeText {
    static final int LONGEST = 128;

    private FreeText() {}

    static String require(String field, String text) {
        if (text == null || text.length() > LONGEST) {
            throw new InvalidRequestException(field, "give at most " + LONGEST + " characters");
        }
        return characters(field, text);
    }

    /** Refuses what is no character: NUL and broken surrogates. */
    static String characters(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pairBegins = Character.isHighSurrogate(c);
            if (c == 0 || Character.isLowSurrogate(c) || (pairBegins && !isLow(text, i + 1))) {
                throw new InvalidRequestException(
                        field, String.format("has U+%04X at position %d, which is no character", (int) c, i + 1));
            }
            if (pairBegins) {
                i++;
            }
        }
        return text;
    }

    private static boolean isLow(String text, int index) {
        return index < text.length() && Character.isLowSurrogate(text.charAt(index));
    }
}
