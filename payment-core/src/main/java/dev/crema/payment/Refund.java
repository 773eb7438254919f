package dev.crema.payment;

import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request to give back a top-up through the channel it came by, or a transfer to the account it came from (退款).
 *
 * @param reference the caller's own id of the request
 * @param payment the payment to give back
 * @param amount how much, positive, in the payment's currency
 * @param subject why, as the payer reads it, 128 characters at most
 * @param from the account to debit instead of the one that was credited
 * @param movement for money that moved against our word, the provider's id of it; empty for the payment's own. Only the
 *     library's own remedies have one, within what is held of that money in suspense: from a caller it is refused
 */
public record Refund(
        Reference reference,
        PaymentId payment,
        Money amount,
        String subject,
        Optional<AccountId> from,
        Optional<String> movement)
        implements PaymentRequest {
    public Refund {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static PaymentStep of(String reference) {
        Reference checked = new Reference(reference);
        return payment -> amount -> new Refund(checked, payment, amount, reference, Optional.empty(), Optional.empty());
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
        return new Refund(reference, payment, amount, reason, from, movement);
    }

    /** Debits another account than the one that was credited. */
    public Refund from(String account) {
        return new Refund(reference, payment, amount, subject, Optional.of(new AccountId(account)), movement);
    }

    /** The refund that sends back money of a difference, out of the account in which it is held. */
    public static Refund ofDifference(Reference reference, Difference difference, AccountId suspense) {
        return new Refund(
                reference,
                difference.payment(),
                difference.moved(),
                difference.kind().name(),
                Optional.of(suspense),
                Optional.of(difference.key()));
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
        List<String> content = new ArrayList<>(List.of(payment.value()));
        from.ifPresent(account -> content.add("from " + account));
        movement.ifPresent(id -> content.add("movement " + id));
        return content;
    }
}
