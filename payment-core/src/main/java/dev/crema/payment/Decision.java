package dev.crema.payment;

import dev.crema.failure.InvalidRequestException;
import java.time.Instant;

/**
 * What a person decided of a payment: written once, never changed.
 *
 * @param evidence what it rests on, or what is to be done
 * @param by who decided, 1 to 128 characters
 * @param why the reason, 1 to 256 characters
 * @param at when
 */
public record Decision(String evidence, String by, String why, Instant at) {
    private static final int LONGEST_WHY = 256;

    public Decision {
        FreeText.require("who", by);
        FreeText.characters("why", why);
        if (by.isBlank()) {
            throw new InvalidRequestException("who", "is missing; name the person who decides");
        }
        if (why.isBlank() || why.length() > LONGEST_WHY) {
            throw new InvalidRequestException("why", "give 1 to " + LONGEST_WHY + " characters");
        }
    }

    /** Whether it is the same decision, told again. */
    public boolean repeats(Decision other) {
        return evidence.equals(other.evidence) && by.equals(other.by) && why.equals(other.why);
    }
}
