package dev.crema.money;

import dev.crema.failure.InvalidRequestException;
import java.util.regex.Pattern;

/**
 * The name of an account of the books: a path from the general to the particular, for example {@code wallet:ann} or
 * {@code channel:alipay-main:clearing}.
 *
 * @param path segments out of {@code A-Z a-z 0-9 . _ -}, joined by colons, 128 characters at most; compared byte for
 *     byte
 */
public record AccountId(String path) implements Comparable<AccountId> {
    private static final int LONGEST = 128;
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)*");

    public AccountId {
        if (path == null || path.isEmpty()) {
            throw new InvalidRequestException("account", "is missing; give a path such as wallet:ann");
        }
        if (path.length() > LONGEST || !GRAMMAR.matcher(path).matches()) {
            throw new InvalidRequestException(
                    "account",
                    "is not a path of at most " + LONGEST
                            + " letters, digits and . _ - with single colons between its segments");
        }
    }

    /** The first segment, which says what kind of account it is: {@code wallet} of {@code wallet:ann}. */
    public String family() {
        int colon = path.indexOf(':');
        return colon < 0 ? path : path.substring(0, colon);
    }

    /** The one order in which accounts are locked, wherever they are locked. */
    @Override
    public int compareTo(AccountId other) {
        return path.compareTo(other.path);
    }

    @Override
    public String toString() {
        return path;
    }
}
