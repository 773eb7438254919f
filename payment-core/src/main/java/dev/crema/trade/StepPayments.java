package dev.crema.trade;

import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.Refund;
import dev.crema.payment.Remedy;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.plan.Step;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The payments that the steps of a trade are. Their references are derived from the trade, the step and how often it
 * was tried, so a plan that is resumed repeats nothing.
 */
public final class StepPayments {
    private static final String PREFIX = "trade:";
    private static final int ID_LENGTH = 26;

    // What is set aside outlasts whatever a channel may still find out about the other steps.
    private static final Duration HOLD_MARGIN = Duration.ofDays(30);
    private static final Duration LONGEST_HOLD = Duration.ofDays(366);

    private final SecureRandom random = new SecureRandom();

    /** What the payment of a step is part of: the same as the trade, and the order that the step is for. */
    private static BusinessContext context(Trade trade, Step step) {
        return step.order().map(order -> trade.context().order(order.value())).orElse(trade.context());
    }

    /** The trade that a payment with this reference is a step of; empty for every reference of a host's own. */
    public static Optional<TradeId> trade(Reference reference) {
        String text = reference.value();
        int end = PREFIX.length() + ID_LENGTH;
        return text.startsWith(PREFIX) && text.length() > end && text.charAt(end) == ':'
                ? Optional.of(new TradeId(text.substring(PREFIX.length(), end)))
                : Optional.empty();
    }

    /** Whether the library keeps such references for its own payments: the steps of trades, and remedies. */
    public static boolean isReserved(Reference reference) {
        return reference.value().startsWith(PREFIX) || reference.value().startsWith(Remedy.REFERENCES);
    }

    /** The payment that carries out the step, at its {@code number}th try, through this channel if it collects. */
    Payment forward(Trade trade, Step step, int number, Optional<String> channel, Instant now) {
        return payment(trade, request(trade, step, reference(trade, step.number(), "", number), channel), now)
                .within(context(trade, step));
    }

    /** The request that carries out the step, for whoever wants to know whether it can be made. */
    public static PaymentRequest request(Trade trade, Step step, String channel) {
        return request(trade, step, reference(trade, step.number(), "", 1), Optional.of(channel));
    }

    private static PaymentRequest request(Trade trade, Step step, Reference reference, Optional<String> channel) {
        Deal deal = trade.deal();
        return switch (step.action()) {
            case TOP_UP -> topUp(deal, step, reference, channel, Optional.empty());
            case AUTHORIZE -> topUp(deal, step, reference, channel, Optional.of(heldFor(trade)));
            case TRANSFER -> transfer(trade, step, reference);
            case HOLD -> transfer(trade, step, reference).held(heldFor(trade));
            case CAPTURE -> throw new IllegalArgumentException("a capture is no payment of its own");
        };
    }

    private static TopUp topUp(
            Deal deal, Step step, Reference reference, Optional<String> channel, Optional<Duration> authorizedFor) {
        return new TopUp(
                reference,
                step.amount(),
                step.into().orElseThrow(),
                channel.orElseThrow(),
                deal.subject(),
                deal.returnTo(),
                deal.validFor(),
                deal.options(),
                authorizedFor,
                Optional.empty());
    }

    private static Transfer transfer(Trade trade, Step step, Reference reference) {
        return Transfer.of(reference.value())
                .amount(step.amount())
                .from(step.from().orElseThrow().path())
                .to(step.into().orElseThrow().path())
                .subject(trade.deal().subject());
    }

    private static Duration heldFor(Trade trade) {
        Duration waiting =
                trade.plan().isConfirmed() ? trade.plan().confirmWithin().orElse(LONGEST_HOLD) : Duration.ZERO;
        Duration whole = trade.deal().validFor().plus(waiting).plus(HOLD_MARGIN);
        return whole.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : whole;
    }

    /** The payment that collects what a channel has set aside for another step. */
    Payment capture(Trade trade, Step step, Payment authorized, Instant now) {
        Capture capture = Capture.of(reference(trade, step.number(), "", 1).value())
                .payment(authorized.id())
                .amount(step.amount())
                .subject(trade.deal().subject());
        return Payment.create(
                        PaymentId.random(random),
                        trade.scope(),
                        capture,
                        authorized.channel(),
                        Optional.empty(),
                        authorized.into(),
                        Optional.empty(),
                        now)
                .within(context(trade, step));
    }

    /** The payment that gives back all that can still be given back of one of the trade's. */
    Payment back(Trade trade, TradePayment done, int number, Instant now) {
        Payment original = done.payment();
        Optional<AccountId> credited = original.into();
        Optional<AccountId> debited = original.from();
        Refund refund = Refund.of(reference(trade, done.step(), "u", number).value())
                .payment(original.id())
                .amount(original.refundable())
                .subject(trade.deal().subject());
        return Payment.create(
                        PaymentId.random(random),
                        trade.scope(),
                        refund,
                        original.channel(),
                        credited,
                        debited,
                        Optional.empty(),
                        now)
                .within(context(trade, trade.plan().step(done.step())));
    }

    private Payment payment(Trade trade, PaymentRequest request, Instant now) {
        PaymentId id = PaymentId.random(random);
        if (request instanceof TopUp topUp) {
            return Payment.create(
                    id,
                    trade.scope(),
                    topUp,
                    topUp.channel(),
                    Optional.empty(),
                    Optional.of(topUp.into()),
                    Optional.of(now.plus(topUp.validFor())),
                    now);
        }
        Transfer transfer = (Transfer) request;
        Optional<AccountId> from = Optional.of(transfer.from());
        return Payment.create(
                id,
                trade.scope(),
                transfer,
                transfer.channel(),
                from,
                Optional.of(transfer.into()),
                transfer.heldFor().map(now::plus),
                now);
    }

    private static Reference reference(Trade trade, int step, String kind, int number) {
        return new Reference(PREFIX + trade.id() + ":" + step + kind + (number > 1 ? "." + number : ""));
    }
}
