package dev.crema.coffeeshop.customer;

import dev.crema.coffeeshop.web.Input;
import dev.crema.coffeeshop.web.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to become a customer, checked.
 *
 * @param username 3 to 32 letters, digits and . _ -; no two differ in case only
 * @param password 8 characters or more, and no more than bcrypt reads
 * @param email an address that can be told from a typing error
 */
record Registration(String username, String password, String email) {
    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9._-]{3,32}");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\p{Cntrl}\\p{Cs}]{1,64}@[^\\s@\\p{Cntrl}\\p{Cs}]{1,189}");
    private static final int SHORTEST_PASSWORD = 8;
    /** What bcrypt reads; the rest would not count. */
    private static final int LONGEST_PASSWORD_BYTES = 72;

    static Registration of(@Nullable String username, @Nullable String password, @Nullable String email) {
        return new Registration(
                Input.matching("username", username, USERNAME, "give 3 to 32 letters, digits and . _ -"),
                password(password),
                Input.matching("email", email, EMAIL, "give an address such as ann@example.com"));
    }

    private static String password(@Nullable String password) {
        String given = Input.required("password", password);
        if (given.length() < SHORTEST_PASSWORD || !isHashable(given)) {
            throw Refusal.badInput("password", "give 8 characters or more, up to 72 bytes, none of them NUL");
        }
        return given;
    }

    /** Whether bcrypt would read all of it. */
    static boolean isHashable(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PASSWORD_BYTES && password.indexOf(0) < 0;
    }

    String foldedName() {
        return fold(username);
    }

    static boolean isUsername(String text) {
        return USERNAME.matcher(text).matches();
    }

    static String fold(String username) {
        return username.toLowerCase(Locale.ROOT);
    }
}
