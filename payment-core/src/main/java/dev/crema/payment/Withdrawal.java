package dev.crema.payment;

import dev.crema.channel.Payee;
import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to take money out of an account through a channel (提现).
 *
 * @param reference the caller's own id of the request
 * @param amount how much, positive
 * @param from the account to debit
 * @param channel the channel's name
 * @param payee who receives the money
 * @param subject what the payee reads, 128 characters at most
 * @param options what only this channel understands, by the names its adapter documents
 */
public record Withdrawal(
        Reference reference,
        Money amount,
        AccountId from,
        String channel,
        Payee payee,
        String subject,
        Map<String, String> options)
        implements PaymentRequest {
    public Withdrawal {
        amount.requirePositive("amount");
        FreeText.require("subject", subject);
        options = Options.require(options);
    }

    /** Begins with the caller's own id of the request, which makes it safe to repeat. */
    public static AmountStep of(String reference) {
        Reference checked = new Reference(reference);
        return amount -> from -> channel ->
                payee -> new Withdrawal(checked, amount, new AccountId(from), channel, payee, reference, Map.of());
    }

    /** Says how much. */
    public interface AmountStep {
        FromStep amount(Money amount);

        /** The amount as currency code and plain decimal text, for example {@code "CNY", "18.50"}. */
        default FromStep amount(String currency, String decimal) {
            return amount(Money.of(currency, decimal));
        }
    }

    /** Says which account is debited. */
    public interface FromStep {
        ThroughStep from(String account);
    }

    /** Says which channel pays. */
    public interface ThroughStep {
        ToStep through(String channel);
    }

    /** Says who receives. */
    public interface ToStep {
        Withdrawal to(Payee payee);
    }

    public Withdrawal subject(String shownToPayee) {
        return new Withdrawal(reference, amount, from, channel, payee, shownToPayee, options);
    }

    public Withdrawal option(String name, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(name, value);
        return new Withdrawal(reference, amount, from, channel, payee, subject, more);
    }

    @Override
    public Form form() {
        return Form.WITHDRAWAL;
    }

    @Override
    public List<String> content() {
        return List.of(from.path(), channel, payee.account(), payee.name());
    }
}
