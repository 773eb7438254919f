package dev.crema.payment;

import dev.crema.context.Fingerprint;
import dev.crema.context.Reference;
import dev.crema.money.Money;
import java.util.List;
import java.util.Optional;

/** What a caller asks for, in one of the four forms. */
public sealed interface PaymentRequest permits Capture, Refund, TopUp, Transfer, Withdrawal {
    Reference reference();

    /** How much, always positive. */
    Money amount();

    /** What people read; it may differ between repeats of one request. */
    String subject();

    Form form();

    /** The payment that this one is about: the one that is given back, or captured. */
    default Optional<PaymentId> original() {
        return Optional.empty();
    }

    /** Everything besides form and amount that makes this request different from another with the same reference. */
    List<String> content();

    /** Equal for equal content: a repeat with the same reference must have the same. 64 hexadecimal digits. */
    default String fingerprint() {
        return Fingerprint.of(
                form() + "|" + amount().minor() + '|' + amount().currency().code(), content());
    }
}
