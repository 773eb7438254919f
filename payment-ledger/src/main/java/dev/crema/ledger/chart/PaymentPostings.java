package dev.crema.ledger.chart;

import dev.crema.context.Reference;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import dev.crema.payment.Difference;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.Receipt;
import dev.crema.payment.Transfer;
import java.util.List;

/** What payments book, by the host's rules. Immutable. */
public final class PaymentPostings {
    private static final List<PostingEvent> BOOKED = List.of(
            StandardEvents.TOP_UP_SUCCEEDED,
            StandardEvents.WITHDRAWAL_SUCCEEDED,
            StandardEvents.REFUND_SUCCEEDED,
            StandardEvents.TRANSFER_SUCCEEDED,
            StandardEvents.TRANSFER_ARRIVED,
            StandardEvents.TRANSFER_REFUNDED,
            StandardEvents.WITHDRAWAL_RETURNED,
            StandardEvents.REFUND_RETURNED,
            StandardEvents.SUSPENSE_RECEIVED,
            StandardEvents.SUSPENSE_PAID,
            StandardEvents.SUSPENSE_RECOVERED);

    /** Those whose amount was set aside in the account before. */
    private static final List<PostingEvent> OUT_OF_A_HOLD = List.of(
            StandardEvents.WITHDRAWAL_SUCCEEDED,
            StandardEvents.REFUND_SUCCEEDED,
            StandardEvents.TRANSFER_SUCCEEDED,
            StandardEvents.TRANSFER_ARRIVED);

    private static final List<PostingEvent> HELD_INSTEAD = List.of(
            StandardEvents.WITHDRAWAL_HELD,
            StandardEvents.WITHDRAWAL_SENT,
            StandardEvents.WITHDRAWAL_FAILED,
            StandardEvents.REFUND_HELD,
            StandardEvents.REFUND_SENT,
            StandardEvents.REFUND_FAILED);

    private static final AccountTemplate FROM = new AccountTemplate("{from}");

    private final PostingRules rules;

    /**
     * Takes rules that payments can live with.
     *
     * @throws ConfigurationException if a rule is missing that payments book by, if one does not take exactly the held
     *     amount out of the account, or if one would book what payments keep as a hold; or as {@link
     *     PostingRules#checkedWith}
     */
    public PaymentPostings(PostingRules rules, ChartOfAccounts chart) {
        this.rules = rules.checkedWith(chart);
        List<PostingEvent> missing = BOOKED.stream()
                .filter(event -> rules.rule(event.name())
                        .filter(rule -> !rule.lines().isEmpty())
                        .isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new ConfigurationException("rules: there are none, or empty ones, for " + missing
                    + ", which payments book; give them, or begin with PostingRules.standard() and replace what"
                    + " differs");
        }
        OUT_OF_A_HOLD.forEach(this::requireHeldAmount);
        HELD_INSTEAD.forEach(this::requireEmpty);
    }

    private void requireHeldAmount(PostingEvent event) {
        AmountExpression taken = rules.rule(event.name()).orElseThrow().taken(FROM);
        if (!taken.equals(AmountExpression.of("amount"))) {
            throw new ConfigurationException("rule " + event + ": takes " + taken + " from {from}, where payments hold"
                    + " amount; debit {from} with amount, and what is to be borne besides by a journal of your own");
        }
    }

    private void requireEmpty(PostingEvent event) {
        rules.rule(event.name()).filter(rule -> !rule.lines().isEmpty()).ifPresent(rule -> {
            throw new ConfigurationException(
                    "rule " + event + ": books something, but payments set the money aside by a"
                            + " hold until it has left; write [] here, and book when it has succeeded");
        });
    }

    /** The reference of everything the books keep for a payment: its hold and its journal. */
    public static Reference reference(Payment payment) {
        return new Reference("payment:" + payment.id());
    }

    /**
     * The journal of a payment that succeeded.
     *
     * @throws InvalidRequestException if the rule can not book what the channel reported
     */
    public Journal settlement(Payment payment) {
        return booked(
                reference(payment),
                succeeded(payment).describedAs(payment.request().subject()));
    }

    private static Occurrence succeeded(Payment payment) {
        return switch (payment.form()) {
            case TOP_UP ->
                Occurrence.of(StandardEvents.TOP_UP_SUCCEEDED)
                        .amount("gross", payment.amount())
                        .amount("fee", fee(payment))
                        .account("into", payment.into().orElseThrow())
                        .text("channel", payment.channel());
            case WITHDRAWAL -> out(StandardEvents.WITHDRAWAL_SUCCEEDED, payment);
            case TRANSFER ->
                payment.isBetweenParties()
                        ? out(StandardEvents.TRANSFER_ARRIVED, payment)
                                .account("into", payment.into().orElseThrow())
                        : within(StandardEvents.TRANSFER_SUCCEEDED, payment)
                                .amount("fee", Money.zero(payment.amount().currency()))
                                .legs(legs(payment));
            case REFUND ->
                payment.into().isPresent()
                        ? within(StandardEvents.TRANSFER_REFUNDED, payment)
                        : out(StandardEvents.REFUND_SUCCEEDED, payment)
                                .amount("rebate", Money.zero(payment.amount().currency()));
        };
    }

    private static List<Occurrence.Leg> legs(Payment payment) {
        return payment.request() instanceof Transfer transfer
                ? transfer.parts().stream()
                        .map(part -> new Occurrence.Leg(part.to(), part.amount()))
                        .toList()
                : List.of();
    }

    /** The channel's fee comes on top of what the payee gets. */
    private static Occurrence out(PostingEvent event, Payment payment) {
        return Occurrence.of(event)
                .amount("amount", payment.amount())
                .amount("fee", fee(payment))
                .account("from", payment.from().orElseThrow())
                .text("channel", payment.channel());
    }

    private static Occurrence within(PostingEvent event, Payment payment) {
        return Occurrence.of(event)
                .amount("amount", payment.amount())
                .account("from", payment.from().orElseThrow())
                .account("into", payment.into().orElseThrow());
    }

    private static Money fee(Payment payment) {
        return payment.receipt()
                .map(Receipt::fee)
                .orElse(Money.zero(payment.amount().currency()));
    }

    /**
     * The journal of money that really moved and can not be explained yet.
     *
     * @param number the how-manieth difference of the payment it is, from 1
     */
    public Journal suspense(Payment payment, Difference difference, int number) {
        PostingEvent event = payment.bringsMoneyIn() ? StandardEvents.SUSPENSE_RECEIVED : StandardEvents.SUSPENSE_PAID;
        return booked(
                suspenseReference(payment, number),
                Occurrence.of(event)
                        .describedAs(difference.kind().name())
                        .amount("amount", difference.moved())
                        .text("channel", payment.channel()));
    }

    /** The journal of a payment that had gone out and came back, without a fee that is known. */
    public Journal returned(Payment payment) {
        PostingEvent event =
                payment.form() == Form.REFUND ? StandardEvents.REFUND_RETURNED : StandardEvents.WITHDRAWAL_RETURNED;
        return booked(
                returnReference(payment),
                Occurrence.of(event)
                        .describedAs(payment.request().subject())
                        .amount("amount", payment.amount())
                        .amount("fee", Money.zero(payment.amount().currency()))
                        .account("from", payment.from().orElseThrow())
                        .text("channel", payment.channel()));
    }

    /** The journal of the same where the account that it came from can not take it back. */
    public Journal recovered(Payment payment) {
        return booked(
                returnReference(payment),
                Occurrence.of(StandardEvents.SUSPENSE_RECOVERED)
                        .describedAs(Difference.Kind.RETURNED.name())
                        .amount("amount", payment.amount())
                        .text("channel", payment.channel()));
    }

    /** The reference of the journal that books back what came back. */
    public static Reference returnReference(Payment payment) {
        return new Reference("returned:" + payment.id());
    }

    /** The reference of the journal that books the money of a difference, the payment's first, second and so on. */
    public static Reference suspenseReference(Payment payment, int number) {
        return new Reference("difference:" + payment.id() + ":" + number);
    }

    private Journal booked(Reference reference, Occurrence occurrence) {
        return rules.journal(reference, occurrence)
                .orElseThrow(() -> new InvalidRequestException(
                        "amount", "rule " + occurrence.event() + " makes nothing of it; correct the rule"));
    }
}
