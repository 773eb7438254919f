package dev.crema.books;

import dev.crema.channel.ChannelFact;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.event.PaymentEvent;
import dev.crema.payment.Decision;
import dev.crema.payment.Evidence;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records of all payments and the ledger beneath them. Each verb is one transaction; {@link #accept}, {@link
 * #capture} and {@link #cancel} join the host's where one is open. Implementations are thread-safe, and any number of
 * them may work on one database.
 *
 * <p>Every verb throws {@link dev.crema.failure.ConcurrencyException} or {@link
 * dev.crema.failure.StorageException} when nothing was written, and {@link
 * dev.crema.failure.OutcomeUnknownException} when that cannot be known.
 */
public interface PaymentBooks extends TradeBooks {
    /** The host's transaction, as the books see it. */
    HostTransaction hostTransaction();

    /**
     * T1: stores the payment with its hold and its task, or settles it where it never leaves the books.
     *
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for other content
     * @throws dev.crema.failure.InsufficientFundsException if the debited account has too little available
     * @throws dev.crema.failure.AmountExceededException if refunds together would exceed the original
     * @throws dev.crema.failure.InvalidStateException if the original of a refund has not succeeded
     * @throws dev.crema.failure.NotFoundException if the account or the original is not there
     */
    Accepted accept(Acceptance acceptance);

    /**
     * The payment that bears the reference of this request; empty where it is free.
     *
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for other content
     */
    Optional<Payment> bearer(Scope scope, PaymentRequest request);

    /** T2: takes calls that are due, as many as there is room for, and writes an attempt for each. */
    List<Claimed.Call> claim(Instant now, Duration lease, Room channels);

    /**
     * Shares new events out to the listeners that want them, and takes deliveries that are due, as many as there is
     * room for. A listener is told the events of one payment in their order: while it has not taken one, or given it
     * up, the next is not due.
     */
    List<Claimed.Delivery> claimDeliveries(
            Instant now, Duration lease, Room listeners, Audience<PaymentEvent> audience);

    /** T2 for one payment that was just accepted; empty when somebody else works on it or nothing is left to do. */
    Optional<Claimed.Call> claim(PaymentId payment, Instant now, Duration lease);

    /** T3: applies what the channel answered. Writes nothing when the call's token is stale. */
    Payment settle(Claimed.Call call, ChannelFact fact, Terms terms);

    /** T3 for {@link dev.crema.payment.Work#LAPSE}: ends the payment, unless something came in between. */
    Payment lapse(Claimed.Call call, Instant now);

    /**
     * Puts off a call whose outcome can not be stored, for another reason than the database's own.
     *
     * @param retryAt when to try again; empty to give up, keep it as a dead letter and ask for a person's attention
     */
    void postpone(Claimed.Call call, Instant now, Optional<Instant> retryAt, String reason);

    /**
     * Applies news that nobody asked for.
     *
     * @throws dev.crema.failure.NotFoundException if the reference is none of ours
     * @throws dev.crema.failure.WebhookRejectedException if it concerns another channel than the payment's
     */
    Payment receive(ChannelFact fact, Terms terms);

    /**
     * Applies what a person found out about a payment that waits for one, and records the decision. A repeat changes
     * nothing.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such payment in the scope
     * @throws dev.crema.failure.InvalidStateException if nobody is needed for it, or if the evidence does not end it
     */
    Payment resolve(Scope scope, PaymentId payment, Evidence evidence, Decision decision, Terms terms);

    /**
     * Does what a person decided about money in suspense, and records the decision. A repeat changes nothing.
     *
     * @param terms whose remedies say what to do
     * @return the payment whose difference it is
     * @throws dev.crema.failure.NotFoundException if there is no such payment or difference in the scope
     * @throws dev.crema.failure.InvalidStateException if nothing waits there any more, or if that can not be done
     */
    Payment remedy(Scope scope, PaymentId payment, String difference, Decision decision, Terms terms);

    /**
     * Moves the money that a held transfer set aside. A repeat changes nothing.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such payment in the scope
     * @throws dev.crema.failure.InvalidStateException if it is not {@code AUTHORIZED}
     */
    Payment capture(Scope scope, PaymentId payment, Instant now);

    /**
     * Ends a payment whose money has not moved, at once where no channel has it, else after asking the channel to close
     * it. A repeat changes nothing.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such payment in the scope
     * @throws dev.crema.failure.InvalidStateException if it can not be cancelled any more
     */
    Payment cancel(Scope scope, PaymentId payment, Instant now);

    /**
     * Lets a payment go on that was held back when it was accepted, and records the decision. A repeat changes nothing.
     *
     * @throws dev.crema.failure.NotFoundException if there is no such payment in the scope
     * @throws dev.crema.failure.InvalidStateException if it is not held back
     */
    Payment release(Scope scope, PaymentId payment, Decision decision);

    /** Records that the listener was told. */
    void delivered(Claimed.Delivery delivery, Instant now);

    /**
     * Records that the listener did not take the event.
     *
     * @param retryAt when to try again; empty to give up and keep it as a dead letter
     */
    void undelivered(Claimed.Delivery delivery, Instant now, Optional<Instant> retryAt, String reason);

    /** Dead letters in the order of their ids, from the first or from after the given one. */
    List<DeadLetter> deadLetters(Scope scope, Optional<DeadLetter.Id> after, int limit);

    Optional<DeadLetter> deadLetter(Scope scope, DeadLetter.Id id);

    /** Makes a dead letter due again, as if it had never been tried; returns whether it is one. */
    boolean replay(Scope scope, DeadLetter.Id id, Instant now);

    /**
     * Ends a dead letter for ever, and records who decided so; returns whether it is one.
     *
     * @throws dev.crema.failure.InvalidStateException if it is the work of a payment or trade that has not ended
     */
    boolean discard(Scope scope, DeadLetter.Id id, Decision decision);

    /**
     * Deletes work that ended before the given time, and the attempts of payments whose work it was: at most so many
     * rows of each kind. Dead letters, payments, their events and their histories stay.
     *
     * @return how many pieces of work it deleted; 0 when there is nothing left to delete
     */
    int purge(Instant endedBefore, int limit);

    /** The time by the clock of the database, which is one for all nodes. */
    Instant now();

    Optional<Payment> find(Scope scope, PaymentId payment);

    Optional<Payment> find(Scope scope, Form form, Reference reference);

    /** All that is recorded of a payment. */
    Optional<History> history(Scope scope, PaymentId payment);

    /** What else there is of a payment whose history was read. */
    Trail trail(History history);
}
