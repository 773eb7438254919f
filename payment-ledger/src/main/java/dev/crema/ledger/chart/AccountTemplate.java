package dev.crema.ledger.chart;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an account with blanks to be filled in: {@code channel:{channel}:clearing:{currency}}, or one blank for a
 * whole account, {@code {into}}. The first segment, which says what kind of account it is, is never a blank.
 *
 * @param text as it is written
 */
public record AccountTemplate(String text) {
    private static final Pattern BLANK = Pattern.compile("\\{([a-z][A-Za-z0-9]{0,31})}");
    private static final Pattern WHOLE = Pattern.compile("\\{[a-z][A-Za-z0-9]{0,31}}");
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9._-]+(:([A-Za-z0-9._-]|\\{[a-z][A-Za-z0-9]{0,31}})+)*");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");
    private static final int LONGEST = 128;

    /**
     * Refuses what no account can be named by.
     *
     * @throws ConfigurationException with the mistake and the remedy
     */
    public AccountTemplate {
        boolean fits = text.length() <= LONGEST
                && (WHOLE.matcher(text).matches() || PATH.matcher(text).matches());
        if (!fits) {
            throw new ConfigurationException("account \"" + text + "\" is no name of an account; write a path such as"
                    + " channel:{channel}:clearing, whose first segment is no blank, or one blank for a whole account"
                    + " such as {into}");
        }
    }

    /** The blank that stands for the whole account, if it is one. */
    Optional<String> wholeBlank() {
        // No path begins with a blank, so nothing else begins like this.
        return text.startsWith("{") ? Optional.of(text.substring(1, text.length() - 1)) : Optional.empty();
    }

    /** The blanks within the path; none where one stands for the whole account. */
    Set<String> blanksInPath() {
        Set<String> blanks = new LinkedHashSet<>();
        Matcher blank = BLANK.matcher(text);
        while (wholeBlank().isEmpty() && blank.find()) {
            blanks.add(blank.group(1));
        }
        return blanks;
    }

    /** The first segment; empty where it is known only when the account is. */
    Optional<String> family() {
        int colon = text.indexOf(':');
        return wholeBlank().isPresent() ? Optional.empty() : Optional.of(colon < 0 ? text : text.substring(0, colon));
    }

    /** The account, with all blanks filled in. */
    AccountId account(Map<String, AccountId> accounts, Map<String, String> texts) {
        Optional<String> whole = wholeBlank();
        if (whole.isPresent()) {
            return requireNonNull(accounts.get(whole.get()), whole.get());
        }
        return new AccountId(
                BLANK.matcher(text).replaceAll(blank -> Matcher.quoteReplacement(segment(blank.group(1), texts))));
    }

    /** A colon in a text would make another account out of it. */
    private static String segment(String name, Map<String, String> texts) {
        String value = requireNonNull(texts.get(name), name);
        if (!SEGMENT.matcher(value).matches()) {
            throw new InvalidRequestException(
                    name, "is to be part of an account's name and is not made of letters, digits and . _ -");
        }
        return value;
    }

    @Override
    public String toString() {
        return text;
    }
}
