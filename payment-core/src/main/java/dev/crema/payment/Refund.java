package dev.crema.payment;

import dev.crema.context.Reference;
import dev.crema.money.Money;
import java.util.List;
import java.util.Optional;

/**
 * A request to give back a top-up through the channel it came by, or a transfer to the account it came from (退款).
 *
 * @param reference the caller's own id of the request
 * @param payment the payment to give back
 * @param amount how much, positive, in the payment's currency
 * @param subject why, as the payer reads it, 128 characters at most
 */
public record Refund(Reference reference, PaymentId payment, Money amount, String subject) implements PaymentRequest {
    public Refund {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static PaymentStep of(String reference) {
        Reference checked = new Reference(reference);
        return payment -> amount -> new Refund(checked, payment, amount, reference);
    }

    /** Says which payment is given back. */
    public interface PaymentStep {
        AmountStep payment(PaymentId payment);
    }

    /** Says how much. */
    public interface AmountStep {
        Refund amount(Money amount);

        /** The amount as currency code and plain decimal text, for example {@code "CNY", "18.50"}. */
        default Refund amount(String currency, String decimal) {
            return amount(Money.of(currency, decimal));
        }
    }

    public Refund subject(String reason) {
        return new Refund(reference, payment, amount, reason);
    }

    @Override
    public Form form() {
        return Form.REFUND;
    }

    @Override
    public Optional<PaymentId> original() {
        return Optional.of(payment);
    }

    @Override
    public List<String> content() {
        return List.of(payment.value());
    }
}
