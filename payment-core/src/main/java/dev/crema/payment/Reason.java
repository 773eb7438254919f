package dev.crema.payment;

/**
 * Why a payment failed, was cancelled or expired.
 *
 * @param code the channel's code or one of ours, for programs
 * @param message the same for people, 256 characters at most
 */
public record Reason(String code, String message) {
    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_MESSAGE = 256;

    public Reason {
        code = cut(code, LONGEST_CODE);
        message = cut(message, LONGEST_MESSAGE);
    }

    /** What a channel says is cut rather than refused: its length says nothing about the money. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
