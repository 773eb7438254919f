package dev.crema.coffeeshop.web;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.money.Money;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a request, and refuses by name what is missing or malformed. */
public final class Input {
    private Input() {}

    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw Refusal.badInput(field, "is missing.");
        }
        return value;
    }

    public static String matching(String field, @Nullable String value, Pattern grammar, String remedy) {
        String given = required(field, value);
        if (!grammar.matcher(given).matches()) {
            throw Refusal.badInput(field, remedy);
        }
        return given;
    }

    public static String oneOf(String field, @Nullable String value, List<String> choices) {
        String given = required(field, value);
        if (!choices.contains(given)) {
            throw Refusal.badInput(field, "give one of " + String.join(", ", choices) + ".");
        }
        return given;
    }

    /** The caller's own id of a request, in the library's grammar. */
    public static String reference(@Nullable String value) {
        return new Reference(required("reference", value)).value();
    }

    /** A positive amount as plain decimal text, in this currency. */
    public static Money amount(@Nullable String value, String currency) {
        try {
            return Money.of(currency, required("amount", value)).requirePositive("amount");
        } catch (AmountExceededException e) {
            throw Refusal.badInput("amount", "is more than any account can hold.");
        }
    }
}
