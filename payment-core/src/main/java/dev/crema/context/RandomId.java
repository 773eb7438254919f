package dev.crema.context;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Public ids with 130 bits out of {@link SecureRandom}: they can be neither guessed nor counted, and are short and plain
 * enough to be an order number at any channel. 26 characters out of {@code 0-9 a-z} without {@code i l o u}.
 */
public final class RandomId {
    private static final int LENGTH = 26;
    private static final int BITS = 5;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final Pattern GRAMMAR = Pattern.compile("[0-9a-hjkmnp-tv-z]{" + LENGTH + "}");

    private RandomId() {}

    /** Draws an id that nobody has. */
    public static String draw(SecureRandom random) {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(DIGITS.charAt(random.nextInt(1 << BITS)));
        }
        return id.toString();
    }

    /** Whether the text could have been drawn here. */
    public static boolean matches(String text) {
        return GRAMMAR.matcher(text).matches();
    }
}
