package dev.crema.payment;

import dev.crema.channel.NextAction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment as it stands: the request and how far it has come (支付单). An immutable snapshot; news makes a new one
 * through {@link Lifecycle}.
 *
 * @param id the public id
 * @param scope whose it is
 * @param request what was asked for
 * @param channel the name of the channel that carries it out
 * @param from the account that is debited; empty where the money comes from a channel
 * @param into the account that is credited; empty where the money leaves through a channel
 * @param deadline after which nothing new is begun; empty where there is none
 * @param state where it stands
 * @param version counts the states it has been in, from 1
 * @param nextAction what the payer has to do
 * @param cancelRequested whether somebody asked to end it
 * @param refunded what was given back or is reserved for it, in the amount's currency
 * @param receipt what the channel handed over on success
 * @param reason why it ended otherwise
 * @param attention why it needs a person
 * @param createdAt when it was accepted
 * @param updatedAt when it last changed
 */
public record Payment(
        PaymentId id,
        Scope scope,
        PaymentRequest request,
        String channel,
        Optional<AccountId> from,
        Optional<AccountId> into,
        Optional<Instant> deadline,
        PaymentState state,
        int version,
        NextAction nextAction,
        boolean cancelRequested,
        Money refunded,
        Optional<Receipt> receipt,
        Optional<Reason> reason,
        Optional<Attention> attention,
        Instant createdAt,
        Instant updatedAt) {

    /** A payment at its birth. */
    public static Payment create(
            PaymentId id,
            Scope scope,
            PaymentRequest request,
            String channel,
            Optional<AccountId> from,
            Optional<AccountId> into,
            Optional<Instant> deadline,
            Instant now) {
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                PaymentState.CREATED,
                1,
                NextAction.NONE,
                false,
                Money.zero(request.amount().currency()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                now,
                now);
    }

    public Reference reference() {
        return request.reference();
    }

    public Form form() {
        return request.form();
    }

    public Money amount() {
        return request.amount();
    }

    /** Whether the money comes in from a channel when this payment succeeds. */
    public boolean bringsMoneyIn() {
        return form() == Form.TOP_UP;
    }

    /** What can still be given back of it: nothing unless it succeeded. */
    public Money refundable() {
        boolean givesBack = state == PaymentState.SUCCEEDED && (form() == Form.TOP_UP || form() == Form.TRANSFER);
        return givesBack ? amount().minus(refunded) : Money.zero(amount().currency());
    }

    /**
     * The payment in another state.
     *
     * @throws InvalidStateException if the table of {@link PaymentState} has no such way
     */
    public Payment become(PaymentState next, Instant now) {
        if (!state.canBecome(next)) {
            throw new InvalidStateException("payment " + id + " is " + state + " and cannot become " + next);
        }
        NextAction action = next == PaymentState.AWAITING_PAYER ? nextAction : NextAction.NONE;
        // What was stuck needs nobody once it has ended; a difference still does.
        Optional<Attention> left = attention.filter(why -> !(why == Attention.STUCK && next.isTerminal()));
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                next,
                version + 1,
                action,
                cancelRequested,
                refunded,
                receipt,
                reason,
                left,
                createdAt,
                now);
    }

    Payment with(NextAction action) {
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                state,
                version,
                action,
                cancelRequested,
                refunded,
                receipt,
                reason,
                attention,
                createdAt,
                updatedAt);
    }

    Payment with(Receipt receipt) {
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                state,
                version,
                nextAction,
                cancelRequested,
                refunded,
                Optional.of(receipt),
                reason,
                attention,
                createdAt,
                updatedAt);
    }

    Payment with(Reason reason) {
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                state,
                version,
                nextAction,
                cancelRequested,
                refunded,
                receipt,
                Optional.of(reason),
                attention,
                createdAt,
                updatedAt);
    }

    Payment with(Attention attention) {
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                state,
                version,
                nextAction,
                cancelRequested,
                refunded,
                receipt,
                reason,
                Optional.of(attention),
                createdAt,
                updatedAt);
    }

    /** The payment with the wish to end it. */
    public Payment withCancelRequested() {
        return new Payment(
                id,
                scope,
                request,
                channel,
                from,
                into,
                deadline,
                state,
                version,
                nextAction,
                true,
                refunded,
                receipt,
                reason,
                attention,
                createdAt,
                updatedAt);
    }
}
