package dev.crema.payment;

import dev.crema.context.Reference;
import dev.crema.money.Money;
import java.util.List;
import java.util.Optional;

/**
 * A request to collect what a top-up in two phases set aside, in full or in part: the second phase, and a payment of its
 * own. Its form is {@link Form#TOP_UP}, so it shares the references of top-ups.
 *
 * @param reference the caller's own id of the request
 * @param payment the authorized top-up
 * @param amount how much, positive, in its currency
 * @param subject what the payer reads, 128 characters at most
 */
public record Capture(Reference reference, PaymentId payment, Money amount, String subject) implements PaymentRequest {
    public Capture {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static PaymentStep of(String reference) {
        Reference checked = new Reference(reference);
        return payment -> amount -> new Capture(checked, payment, amount, reference);
    }

    /** Says what is captured. */
    public interface PaymentStep {
        AmountStep payment(PaymentId authorized);
    }

    /** Says how much. */
    public interface AmountStep {
        Capture amount(Money amount);

        /** The amount as currency code and plain decimal text, for example {@code "CNY", "18.50"}. */
        default Capture amount(String currency, String decimal) {
            return amount(Money.of(currency, decimal));
        }
    }

    public Capture subject(String shownToPayer) {
        return new Capture(reference, payment, amount, shownToPayer);
    }

    @Override
    public Form form() {
        return Form.TOP_UP;
    }

    @Override
    public Optional<PaymentId> original() {
        return Optional.of(payment);
    }

    @Override
    public List<String> content() {
        return List.of("capture", payment.value());
    }
}
