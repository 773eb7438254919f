package dev.crema.coffeeshop.web;

import java.security.SecureRandom;

/** Ids that can be shown to anybody: 26 letters and digits with 130 random bits, neither guessable nor countable. */
public final class PublicId {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PublicId() {}

    /** Whether the text could be one; what could not is nobody's id. */
    public static boolean isOne(String text) {
        return text.length() == LENGTH && text.chars().allMatch(digit -> DIGITS.indexOf(digit) >= 0);
    }

    public static String next() {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return id.toString();
    }
}
