package dev.crema.payment;

/**
 * Why a payment failed, was cancelled or expired.
 *
 * @param code the channel's code or one of ours, for programs
 * @param message the same for people, 256 characters at most, with card numbers hidden but for their last digits
 */
public record Reason(String code, String message) {
    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_MESSAGE = 256;

    public Reason {
        code = cut(CardNumbers.hide(code), LONGEST_CODE);
        message = cut(CardNumbers.hide(message), LONGEST_MESSAGE);
    }

    /** What a channel says is cut and cleaned rather than refused: its form says nothing about the money. */
    private static String cut(String text, int longest) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || isHalfPair(c) ? ' ' : c)
                .takeWhile(c -> clean.length() + Character.charCount(c) <= longest)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isHalfPair(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
