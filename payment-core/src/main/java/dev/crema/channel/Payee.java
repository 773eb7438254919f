package dev.crema.channel;

import dev.crema.failure.InvalidRequestException;

/**
 * Who receives a payout. The text form hides all but the last characters, so that it can be logged.
 *
 * @param account the payee's account as the provider knows it: 1 to 128 characters
 * @param name the payee's name for the provider's check, 128 characters at most, may be empty
 */
public record Payee(String account, String name) {
    private static final int LONGEST = 128;
    private static final int SHOWN = 4;

    public Payee {
        if (account == null || account.isBlank() || account.length() > LONGEST) {
            throw new InvalidRequestException("payee.account", "give 1 to " + LONGEST + " characters");
        }
        if (name == null || name.length() > LONGEST) {
            throw new InvalidRequestException("payee.name", "give at most " + LONGEST + " characters");
        }
        requireText("payee.account", account);
        requireText("payee.name", name);
    }

    // A lone surrogate decodes to itself, a pair to the character that it stands for.
    private static void requireText(String field, String text) {
        boolean odd = text.codePoints()
                .anyMatch(c ->
                        Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        if (odd) {
            throw new InvalidRequestException(field, "has a control character or half a surrogate pair");
        }
    }

    public static Payee of(String account) {
        return new Payee(account, "");
    }

    @Override
    public String toString() {
        int from = Math.max(account.length() - SHOWN, (account.length() + 1) / 2);
        return "Payee[…" + account.substring(from) + "]";
    }
}
