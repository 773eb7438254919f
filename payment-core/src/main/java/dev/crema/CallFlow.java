package dev.crema;

import static java.util.Objects.requireNonNullElse;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.channel.Captures;
import dev.crema.channel.Channel;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelFact.Source;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeCapture;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.ChargeRelease;
import dev.crema.channel.Collects;
import dev.crema.channel.Moves;
import dev.crema.channel.PartyTransfer;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.channel.Refunds;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.payment.Attempt;
import dev.crema.payment.Authorization;
import dev.crema.payment.Capture;
import dev.crema.payment.ChannelReference;
import dev.crema.payment.Decision;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Evidence;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Receipt;
import dev.crema.payment.Refund;
import dev.crema.payment.Terms;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.payment.Work;
import dev.crema.retry.Ladder;
import dev.crema.route.ChannelHealth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CALL and T3: asks the channel with no transaction open, and applies what it said. */
final class CallFlow {
    private static final Logger log = LoggerFactory.getLogger(CallFlow.class);

    private static final ChannelResult NO_ANSWER = new ChannelResult.Unknown("the adapter gave no answer");

    private final PaymentBooks books;
    private final Channels channels;
    private final Guards guards;
    private final ChannelHealth health;
    private final Clock clock;
    private final Ladder ladder;
    private final Policies policies;
    private final Duration lease;

    CallFlow(
            PaymentBooks books,
            Channels channels,
            Guards guards,
            ChannelHealth health,
            Clock clock,
            Ladder ladder,
            Policies policies,
            Duration lease) {
        this.books = books;
        this.channels = channels;
        this.guards = guards;
        this.health = health;
        this.clock = clock;
        this.ladder = ladder;
        this.policies = policies;
        this.lease = lease;
    }

    /** Does the work and returns the payment afterwards. Never throws: what is not finished is taken up again. */
    Payment run(Claimed.Call call) {
        BusinessContext ofPayment =
                call.payment().context().payment(call.payment().id().value());
        BusinessContext context = call.attempt()
                .map(attempt -> ofPayment.attempt(attempt.number()))
                .orElse(ofPayment);
        return Carried.with(context, () -> carryOut(call));
    }

    private Payment carryOut(Claimed.Call call) {
        try {
            if (call.work() == Work.WAIT) {
                climb(call, "its captures are still on their way");
                return call.payment();
            }
            Payment after =
                    call.attempt().map(attempt -> call(call, attempt)).orElseGet(() -> books.lapse(call, now()));
            log.info("payment {} ({}) {} -> {}", after.id(), after.reference(), call.work(), after.state());
            return after;
        } catch (RuntimeException e) {
            log.warn(
                    "payment {} ({}): the answer to {} could not be stored and will be asked for again",
                    call.payment().id(),
                    call.payment().reference(),
                    call.work(),
                    e);
            postpone(call, e);
            return call.payment();
        }
    }

    /** What fails each time climbs the ladder like everything else, and is a person's business at its end. */
    private void postpone(Claimed.Call call, RuntimeException cause) {
        if (cause instanceof PaymentException failure && failure.isRetryable()) {
            return; // the database is away or busy: the lease's end is soon enough
        }
        try {
            climb(call, String.valueOf(cause));
        } catch (RuntimeException e) {
            log.warn(
                    "payment {} could not be postponed; it waits for its lease to end",
                    call.payment().id(),
                    e);
        }
    }

    private void climb(Claimed.Call call, String why) {
        Instant now = now();
        books.postpone(call, now, ladder.next(call.tries(), call.payment().id().value(), now), why);
    }

    Payment receive(ChannelFact fact) {
        BusinessContext ofPayment = Carried.now()
                .payment(ChannelReference.parse(fact.reference()).payment().value());
        return Carried.with(ofPayment, () -> books.receive(fact, terms(fact.channel(), 1)));
    }

    /** A person's word is news like any other. */
    Payment resolve(Scope scope, PaymentId id, Evidence evidence, String who, String why) {
        Payment open = find(scope, id);
        Decision decision = new Decision(evidence.toString(), who, why, now());
        return Carried.with(
                open.context().payment(id.value()),
                () -> books.resolve(scope, id, evidence, decision, terms(open.channel(), 1)));
    }

    /** A person decides what becomes of money that waits for it. */
    Payment remedy(Scope scope, PaymentId id, String difference, DifferencePolicy policy, String who, String why) {
        Decision decision = new Decision(policy + " " + difference, who, why, now());
        Terms asDecided = new Terms(
                now(),
                ladder,
                1,
                Duration.ZERO,
                lease,
                (payment, differing) -> policies.as(policy, payment, differing));
        return Carried.with(
                find(scope, id).context().payment(id.value()),
                () -> books.remedy(scope, id, difference, decision, asDecided));
    }

    private Payment find(Scope scope, PaymentId id) {
        return books.find(scope, id).orElseThrow(() -> new NotFoundException("no payment " + id));
    }

    private Payment call(Claimed.Call call, Attempt attempt) {
        if (call.work() == Work.SEND && now().isAfter(attempt.startedAt().plus(lease))) {
            // Whoever took over may have learned by now that nothing was sent, and have ended the payment.
            log.warn("payment {} is not sent: its lease ended while this worker stood still", attempt.reference());
            return call.payment();
        }
        Instant asked = now();
        ChannelResult result = ask(call, attempt.reference());
        Source source = switch (call.work()) {
            case QUERY -> Source.QUERY;
            case CLOSE -> Source.CLOSE;
            case SEND, LAPSE, WAIT -> Source.ANSWER;
        };
        ChannelFact fact =
                new ChannelFact(attempt.channel(), attempt.reference().toString(), source, result);
        return books.settle(call, fact, asOf(asked, terms(attempt.channel(), call.tries())));
    }

    /** A denial tells of the time when it was asked for, however long this worker stood still before it judges it. */
    private static Terms asOf(Instant asked, Terms terms) {
        Duration since = Duration.between(asked, terms.now());
        Duration settlingTime =
                since.isNegative() ? terms.settlingTime() : terms.settlingTime().plus(since);
        return new Terms(terms.now(), terms.ladder(), terms.tries(), settlingTime, terms.lease(), terms.remedies());
    }

    /** Asks, and takes note of how the channel does. */
    private ChannelResult timed(Channel channel, Claimed.Call call, ChannelReference reference) {
        Instant begin = clock.instant();
        boolean answered = false;
        try {
            ChannelResult result = requireNonNullElse(askSafely(channel, call, reference), NO_ANSWER);
            answered = !(result instanceof ChannelResult.Unknown)
                    && !(call.work() == Work.SEND && result instanceof ChannelResult.NotSent);
            return result;
        } finally {
            Instant end = clock.instant();
            health.called(channel.name(), answered, Duration.between(begin, end).abs(), end);
        }
    }

    /** Whatever an adapter throws, even an error, the request may have left: nothing is known. */
    private ChannelResult ask(Claimed.Call call, ChannelReference reference) {
        try {
            return channels.find(call.payment().channel())
                    .filter(Channels.ability(call.payment().request())::isInstance)
                    .map(channel -> guards.of(channel.name()).ask(call.work(), () -> timed(channel, call, reference)))
                    .orElseGet(() -> unconfigured(call));
        } catch (Throwable t) {
            log.error("channel {} threw at {} of payment {}", call.payment().channel(), call.work(), reference, t);
            return new ChannelResult.Unknown("the adapter threw " + t.getClass().getName());
        }
    }

    /**
     * What may have been sent so long ago that the provider has forgotten the reference is asked about first, and sent
     * again only if the provider definitely does not have it.
     */
    private ChannelResult askSafely(Channel channel, Claimed.Call call, ChannelReference reference) {
        boolean repeats = call.work() == Work.SEND
                && call.attempt().filter(attempt -> attempt.number() > 1).isPresent();
        Instant sentFirst = call.payment().createdAt(); // or later: a moment too early asks once too often
        boolean forgotten = repeats
                && channel.capabilities()
                        .keyLifetime()
                        .filter(lifetime -> !clock.instant().isBefore(sentFirst.plus(lifetime)))
                        .isPresent();
        if (forgotten) {
            Claimed.Call question = new Claimed.Call(
                    call.payment(), call.original(), Work.QUERY, call.attempt(), call.tries(), call.token());
            ChannelResult found = requireNonNullElse(ask(channel, question, reference), NO_ANSWER);
            if (!(found instanceof ChannelResult.NotSent)) {
                return found;
            }
        }
        return ask(channel, call, reference);
    }

    private static ChannelResult unconfigured(Claimed.Call call) {
        String symptom = "channel " + call.payment().channel() + " is not configured here for a "
                + call.payment().form();
        return call.work() == Work.SEND ? new ChannelResult.NotSent(symptom) : new ChannelResult.Unknown(symptom);
    }

    private static ChannelResult ask(Channel channel, Claimed.Call call, ChannelReference reference) {
        Payment payment = call.payment();
        if (payment.request() instanceof TopUp topUp) {
            boolean isSetAside = payment.state() == PaymentState.AUTHORIZED
                    || payment.state().isTerminal();
            return isSetAside && call.work() == Work.CLOSE
                    ? ((Captures) channel).cancel(release(payment, reference))
                    : collect((Collects) channel, call.work(), charge(topUp, payment, reference));
        }
        if (payment.request() instanceof Capture request) {
            ChargeCapture capture = capture(request, call, reference);
            Captures capturer = (Captures) channel;
            return call.work() == Work.SEND ? capturer.capture(capture) : capturer.query(capture);
        }
        if (payment.request() instanceof Withdrawal withdrawal) {
            Payout payout = payout(withdrawal, payment, reference);
            PaysOut payer = (PaysOut) channel;
            return call.work() == Work.SEND ? payer.send(payout) : payer.query(payout);
        }
        if (payment.request() instanceof Transfer transfer && transfer.parties().isPresent()) {
            PartyTransfer between = between(transfer, payment, reference);
            Moves mover = (Moves) channel;
            return call.work() == Work.SEND ? mover.move(between) : mover.query(between);
        }
        if (payment.request() instanceof Refund refund) {
            ChargeRefund back = refund(refund, call, reference);
            Refunds refunder = (Refunds) channel;
            return call.work() == Work.SEND ? refunder.refund(back) : refunder.query(back);
        }
        throw new IllegalStateException("a " + payment.form() + " calls no channel");
    }

    private static ChannelResult collect(Collects channel, Work work, Charge charge) {
        return switch (work) {
            case SEND -> channel.open(charge);
            case CLOSE -> channel.close(charge);
            case QUERY, LAPSE, WAIT -> channel.query(charge);
        };
    }

    private static Charge charge(TopUp request, Payment payment, ChannelReference reference) {
        return new Charge(
                reference.toString(),
                request.amount(),
                request.subject(),
                request.returnTo(),
                payment.deadline().orElseThrow(),
                request.options(),
                payment.context().attachment(),
                payment.isAuthorization());
    }

    private static ChargeCapture capture(Capture request, Claimed.Call call, ChannelReference reference) {
        Payment authorized = call.original().orElseThrow();
        return new ChargeCapture(
                reference.toString(),
                ChannelReference.first(authorized.id()).toString(),
                authorized.authorization().map(Authorization::id).orElseThrow(),
                authorized.amount(),
                request.amount(),
                request.subject(),
                call.payment().context().attachment());
    }

    private static ChargeRelease release(Payment authorized, ChannelReference reference) {
        return new ChargeRelease(
                reference.toString(),
                authorized.authorization().map(Authorization::id).orElseThrow(),
                authorized.amount(),
                authorized.captured());
    }

    private static Payout payout(Withdrawal request, Payment payment, ChannelReference reference) {
        return new Payout(
                reference.toString(),
                request.amount(),
                request.payee(),
                request.subject(),
                request.options(),
                payment.context().attachment());
    }

    private static PartyTransfer between(Transfer request, Payment payment, ChannelReference reference) {
        return new PartyTransfer(
                reference.toString(),
                request.amount(),
                request.parties().orElseThrow(),
                request.subject(),
                Map.of(),
                payment.context().attachment());
    }

    private static ChargeRefund refund(Refund request, Claimed.Call call, ChannelReference reference) {
        Payment original = call.original().orElseThrow();
        return new ChargeRefund(
                reference.toString(),
                ChannelReference.first(original.id()).toString(),
                request.movement()
                        .or(() -> original.receipt().map(Receipt::transactionId))
                        .orElseThrow(),
                request.movement().isPresent() ? request.amount() : original.amount(),
                request.amount(),
                request.subject(),
                call.payment().context().attachment());
    }

    private Terms terms(String channel, int tries) {
        Duration settlingTime = channels.find(channel)
                .map(found -> found.capabilities().settlingTime())
                .orElse(Duration.ofDays(1));
        return new Terms(now(), ladder, tries, settlingTime, lease, policies);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
