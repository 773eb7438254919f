package dev.crema.payment;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Card numbers in what a channel or a person wrote: they are never stored, shown or logged in full. */
final class CardNumbers {
    private static final Pattern LIKE_A_CARD = Pattern.compile("(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])");
    private static final int SHOWN = 4;

    private CardNumbers() {}

    /** The text with all but the last four digits of each number that may be a card's hidden. */
    static String hide(String text) {
        return LIKE_A_CARD.matcher(text).replaceAll(CardNumbers::hidden);
    }

    private static String hidden(MatchResult found) {
        String digits = found.group().replaceAll("[ -]", "");
        return isValid(digits) ? "…" + digits.substring(digits.length() - SHOWN) : found.group();
    }

    /** The check that every card number passes, and of other numbers one in ten. */
    private static boolean isValid(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }
}
