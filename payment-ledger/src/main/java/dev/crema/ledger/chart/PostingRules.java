package dev.crema.ledger.chart;

import dev.crema.context.Reference;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import dev.crema.payment.Difference;
import dev.crema.payment.Payment;
import dev.crema.payment.Receipt;
import java.util.Locale;

/** Which entries a payment makes. Every rule gives a balanced journal whose reference is derived from the payment. */
public final class PostingRules {
    private PostingRules() {}

    /** The reference of everything the books keep for a payment: its hold and its journal. */
    public static Reference reference(Payment payment) {
        return new Reference("payment:" + payment.id());
    }

    /** The journal of a payment that succeeded. */
    public static Journal settlement(Payment payment) {
        return switch (payment.form()) {
            case TOP_UP -> topUp(payment);
            case WITHDRAWAL -> withdrawal(payment);
            case REFUND, TRANSFER -> payment.into().isPresent() ? withinBooks(payment) : refund(payment);
        };
    }

    /**
     * The journal of money that really moved and can not be explained yet.
     *
     * @param number the how-manieth difference of the payment it is, from 1
     */
    public static Journal suspense(Payment payment, Difference difference, int number) {
        Money moved = difference.moved();
        AccountId clearing = clearing(payment.channel(), moved.currency());
        AccountId suspense = new AccountId("suspense:" + payment.channel() + ":" + segment(moved.currency()));
        Journal.Draft draft = Journal.of(new Reference("difference:" + payment.id() + ":" + number))
                .kind("suspense")
                .describedAs(difference.kind().name());
        return payment.bringsMoneyIn()
                ? draft.debit(clearing, moved).credit(suspense, moved).balanced()
                : draft.debit(suspense, moved).credit(clearing, moved).balanced();
    }

    private static Journal topUp(Payment payment) {
        Money fee = fee(payment);
        Money net = payment.amount().minus(fee);
        Journal.Draft draft = draft(payment);
        if (net.isPositive()) {
            draft.debit(clearing(payment), net);
        }
        if (fee.isPositive()) {
            draft.debit(fees(fee.currency()), fee);
        }
        return draft.credit(payment.into().orElseThrow(), payment.amount()).balanced();
    }

    /** The channel's fee comes on top of what the payee gets; the merchant bears it. */
    private static Journal withdrawal(Payment payment) {
        Money fee = fee(payment);
        Journal.Draft draft = draft(payment).debit(payment.from().orElseThrow(), payment.amount());
        if (fee.isPositive()) {
            draft.debit(fees(fee.currency()), fee);
        }
        return draft.credit(clearing(payment), payment.amount().plus(fee)).balanced();
    }

    private static Journal refund(Payment payment) {
        return draft(payment)
                .debit(payment.from().orElseThrow(), payment.amount())
                .credit(clearing(payment), payment.amount())
                .balanced();
    }

    private static Journal withinBooks(Payment payment) {
        return draft(payment)
                .debit(payment.from().orElseThrow(), payment.amount())
                .credit(payment.into().orElseThrow(), payment.amount())
                .balanced();
    }

    private static Journal.Draft draft(Payment payment) {
        return Journal.of(reference(payment))
                .kind(payment.form().name().toLowerCase(Locale.ROOT))
                .describedAs(payment.request().subject());
    }

    private static Money fee(Payment payment) {
        return payment.receipt()
                .map(Receipt::fee)
                .orElse(Money.zero(payment.amount().currency()));
    }

    private static AccountId clearing(Payment payment) {
        return clearing(payment.channel(), payment.amount().currency());
    }

    // An account has one currency, and one channel may move many.
    private static AccountId clearing(String channel, Currency currency) {
        return new AccountId("channel:" + channel + ":clearing:" + segment(currency));
    }

    private static AccountId fees(Currency currency) {
        return new AccountId("fees:channel:" + segment(currency));
    }

    private static String segment(Currency currency) {
        return currency.code().replace('/', '-');
    }
}
