package dev.crema.ledger.journal;

import dev.crema.failure.InvalidRequestException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The caller's own words about a journal or an account, by which it is found again: an order's id, a shop, a customer.
 * Up to 20 pairs. A name is 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -}, a content 1 to 500 of any that a
 * database can store.
 */
public final class Notes {
    private static final int MOST = 20;
    private static final int LONGEST = 500;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Notes() {}

    /**
     * The notes in the order of their names.
     *
     * @throws InvalidRequestException for the field {@code notes} if there are too many, or one is not fit
     */
    public static SortedMap<String, String> sound(Map<String, String> notes) {
        if (notes.size() > MOST) {
            throw new InvalidRequestException("notes", "are " + notes.size() + "; at most " + MOST + " are allowed");
        }
        SortedMap<String, String> sound = new TreeMap<>(notes);
        sound.forEach((name, content) -> {
            if (!NAME.matcher(name).matches()) {
                throw new InvalidRequestException("notes", "have a name that is not 1 to 64 letters, digits and . _ -");
            }
            if (content.isEmpty() || content.length() > LONGEST) {
                throw new InvalidRequestException(
                        "notes", name + " has " + content.length() + " characters; it may have 1 to " + LONGEST);
            }
            requireStorable("notes", content);
        });
        return Collections.unmodifiableSortedMap(sound);
    }

    static void requireStorable(String field, String text) {
        // A lone surrogate decodes to one; a pair decodes to the character that it stands for.
        boolean unfit = text.codePoints().anyMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
        if (unfit) {
            throw new InvalidRequestException(field, "has a NUL or half a surrogate pair; leave them out");
        }
    }
}
