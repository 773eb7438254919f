package dev.crema.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every refusal of this package has in common. */
final class Refusals {
    static final String REFUSED = "refused";
    static final String EXCEEDED = "exceeded";

    private Refusals() {}

    /** Expects the refusal of this field and hands on its message, which is plain, short and names the field. */
    static AbstractStringAssert<?> assertRefused(String field, ThrowingCallable call) {
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, call);
        assertThat(refusal).as("a refusal of %s", field).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        return assertPlain(field, refusal.getMessage());
    }

    /** Expects the amount to be out of range and hands on the message. */
    static AbstractStringAssert<?> assertExceeded(ThrowingCallable call) {
        AmountExceededException excess = catchThrowableOfType(AmountExceededException.class, call);
        assertThat(excess).as("an excess").isNotNull();
        return assertPlain("amount", excess.getMessage());
    }

    /**
     * What became of an operation, as one text: its result, {@code refused} or {@code exceeded}. For tests of so many
     * cases that an assertion each would take their time.
     */
    static String outcome(Supplier<?> operation) {
        try {
            return operation.get().toString();
        } catch (InvalidRequestException e) {
            return REFUSED;
        } catch (AmountExceededException e) {
            return EXCEEDED;
        }
    }

    private static AbstractStringAssert<?> assertPlain(String field, String message) {
        return assertThat(message).startsWith(field + ": ").matches("[ -~]{1,250}");
    }
}
