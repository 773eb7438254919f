package dev.crema.context;

import dev.crema.failure.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** The strict character set of ids: nothing invisible, no look-alikes, nothing a collation could fold together. */
final class Grammar {
    private Grammar() {}

    static void require(String field, @Nullable String value, int longest) {
        if (value == null || value.isEmpty()) {
            throw new InvalidRequestException(field, "is missing; give 1 to " + longest + " characters");
        }
        if (value.length() > longest) {
            throw new InvalidRequestException(
                    field, "has " + value.length() + " characters; at most " + longest + " are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == ':'
                    || c == '-';
            if (!allowed) {
                throw new InvalidRequestException(
                        field,
                        String.format(
                                "has U+%04X at position %d; allowed are letters, digits and . _ : -", (int) c, i + 1));
            }
        }
    }
}
