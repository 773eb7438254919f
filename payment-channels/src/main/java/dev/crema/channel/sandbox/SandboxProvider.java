package dev.crema.channel.sandbox;

import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.Authorized;
import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.ChannelResult.InProgress;
import dev.crema.channel.ChannelResult.NeedsAction;
import dev.crema.channel.ChannelResult.NotSent;
import dev.crema.channel.ChannelResult.Unknown;
import dev.crema.channel.sandbox.Request.Kind;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The far side of a {@link SandboxChannel}: what a person, a test or a demonstration does to it that no engine could.
 * It decides what becomes of requests, plays the payer, breaks the wire, and tells what money really moved. Thread-safe.
 */
public final class SandboxProvider {
    private final SandboxSettings settings;
    private final Clock clock;
    private final Map<String, Order> orders = new HashMap<>();
    /** Refunds by the charge that they give back, captures by the charge that they collect. */
    private final Map<String, List<Order>> byCharge = new HashMap<>();

    private final Queue<Scenario> nextScenarios = new ArrayDeque<>();
    private final Queue<Loss> nextLosses = new ArrayDeque<>();
    private boolean away;

    private enum Loss {
        REQUEST,
        ANSWER
    }

    SandboxProvider(SandboxSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    synchronized ChannelResult place(Request request) {
        if (away) {
            return new NotSent("the provider accepts no connection");
        }
        return overTheWire(() -> {
            Order order = orders.computeIfAbsent(request.reference(), reference -> order(request));
            return order.receive(request, clock.instant(), () -> objection(order));
        });
    }

    private Order order(Request request) {
        Order order = new Order(request, scenarioOf(request), settings);
        if (request.kind() == Kind.REFUND || request.kind() == Kind.CAPTURE) {
            byCharge.computeIfAbsent(request.parties().get(0), charge -> new ArrayList<>())
                    .add(order);
        }
        return order;
    }

    synchronized ChannelResult ask(Request request) {
        return overTheWire(() -> find(request.kind(), request.reference())
                .map(order -> order.answer(clock.instant()))
                .orElseGet(SandboxProvider::absent));
    }

    synchronized ChannelResult close(Request request) {
        return overTheWire(() -> find(request.kind(), request.reference())
                .map(order -> order.close(clock.instant()))
                .orElseGet(SandboxProvider::absent));
    }

    synchronized ChannelResult release(String authorization) {
        return overTheWire(() -> find(Kind.AUTHORIZATION, authorization)
                .map(order -> order.release(clock.instant()))
                .orElseGet(SandboxProvider::absent));
    }

    private ChannelResult overTheWire(Supplier<ChannelResult> farSide) {
        if (away) {
            return new Unknown("the provider accepts no connection");
        }
        Optional<Loss> loss = Optional.ofNullable(nextLosses.poll());
        if (loss.filter(Loss.REQUEST::equals).isPresent()) {
            return new Unknown("the request was lost on its way");
        }
        ChannelResult answer = farSide.get();
        return loss.isPresent() ? new Unknown("the answer was lost on its way") : answer;
    }

    private static ChannelResult absent() {
        return new NotSent("the provider has no such order");
    }

    private Optional<Order> find(Kind kind, String reference) {
        return Optional.ofNullable(orders.get(reference))
                .filter(order -> order.request().kind() == kind);
    }

    private Scenario scenarioOf(Request request) {
        return Optional.ofNullable(nextScenarios.poll())
                .or(request::chosenScenario)
                .orElseGet(() -> switch (request.kind()) {
                    case CHARGE, AUTHORIZATION -> settings.charges();
                    case CAPTURE -> Scenario.PAYS;
                    case PAYOUT, MOVE -> settings.payouts();
                    case REFUND -> settings.refunds();
                });
    }

    private Optional<Declined> objection(Order order) {
        Optional<Declined> onSight = order.objection(clock.instant());
        if (onSight.isPresent()) {
            return onSight;
        }
        return switch (order.request().kind()) {
            case REFUND -> refundObjection(order.request());
            case CAPTURE -> captureObjection(order.request());
            default -> onSight;
        };
    }

    private Optional<Declined> captureObjection(Request capture) {
        String charge = capture.parties().get(0);
        Optional<Authorized> setAside = find(Kind.AUTHORIZATION, charge)
                .map(order -> order.standing(clock.instant()))
                .flatMap(found -> found instanceof Authorized it ? Optional.of(it) : Optional.empty())
                .filter(found ->
                        found.authorizationId().equals(capture.parties().get(1)));
        if (setAside.isEmpty()) {
            return Request.declined("NOT_SET_ASIDE", "nothing is set aside under this charge any more");
        }
        if (!setAside.get().amount().currency().equals(capture.amount().currency())) {
            return Request.declined("CURRENCY_MISMATCH", setAside.get().amount() + " is set aside");
        }
        Money left = setAside.get()
                .amount()
                .minus(taken(Kind.CAPTURE, charge, capture.amount().currency()));
        return capture.amount().isGreaterThan(left)
                ? Request.declined("CAPTURE_EXCEEDS_AUTHORIZATION", left + " are left of what was set aside")
                : Optional.empty();
    }

    private Optional<Declined> refundObjection(Request refund) {
        String chargeReference = refund.parties().get(0);
        String chargeTransaction = refund.parties().get(1);
        Optional<Money> collected = find(Kind.CHARGE, chargeReference)
                .or(() -> find(Kind.CAPTURE, chargeReference))
                .filter(charge -> charge.standing(clock.instant()) instanceof Done done
                        && done.transactionId().equals(chargeTransaction))
                .map(charge -> charge.moved(clock.instant()));
        if (collected.isEmpty()) {
            return Request.declined(
                    "CHARGE_UNKNOWN", "there is no such paid charge; the sandbox forgets its charges on a restart");
        }
        if (!collected.get().currency().equals(refund.amount().currency())) {
            return Request.declined("CURRENCY_MISMATCH", "the charge collected " + collected.get());
        }
        Money left = collected
                .get()
                .minus(taken(Kind.REFUND, chargeReference, collected.get().currency()));
        return refund.amount().isGreaterThan(left)
                ? Request.declined("REFUND_EXCEEDS_CHARGE", left + " are left of the charge")
                : Optional.empty();
    }

    /** What refunds have given back, or captures collected, or are about to. */
    private Money taken(Kind kind, String chargeReference, Currency currency) {
        Instant now = clock.instant();
        Money sum = Money.zero(currency);
        for (Order part : byCharge.getOrDefault(chargeReference, List.of())) {
            boolean underway = part.standing(now) instanceof InProgress;
            Money share = part.request().kind() != kind
                    ? Money.zero(currency)
                    : underway ? part.request().amount() : part.moved(now);
            sum = share.isZero() ? sum : sum.plus(share); // one declined for its currency has no share in this one
        }
        return sum;
    }

    /**
     * Decides the next request under a reference the provider has not seen, whatever it asks for itself. Called twice,
     * it decides the next two, in this order. It is the way to play a scenario on a refund, which has no options.
     */
    public synchronized void next(Scenario scenario) {
        nextScenarios.add(scenario);
    }

    /** The next call of any kind is lost on its way: answered {@code Unknown}, and nothing was done. */
    public synchronized void loseNextRequest() {
        nextLosses.add(Loss.REQUEST);
    }

    /** The answer to the next call of any kind is lost: answered {@code Unknown}, but what was asked for was done. */
    public synchronized void loseNextAnswer() {
        nextLosses.add(Loss.ANSWER);
    }

    /** From now on nobody gets through: requests are {@code NotSent}, queries and closes {@code Unknown}. */
    public synchronized void goAway() {
        away = true;
    }

    /** The end of {@link #goAway}. The provider has forgotten nothing meanwhile, and payers could act. */
    public synchronized void comeBack() {
        away = false;
    }

    /** Forgets every order and all money that was moved, as a restart of the process does. */
    public synchronized void forget() {
        orders.clear();
        byCharge.clear();
    }

    /**
     * The payer of a charge, on the confirm page.
     *
     * @throws NotFoundException if the provider has no charge under this reference
     */
    public synchronized Payer payer(String reference) {
        Order charge = find(Kind.CHARGE, reference)
                .or(() -> find(Kind.AUTHORIZATION, reference))
                .filter(Order::isPlaced)
                .orElseThrow(() -> new NotFoundException("the sandbox has no charge "
                        + (Request.isReference(reference) ? reference : "of this malformed reference")
                        + "; it never arrived, or a restart made the sandbox forget it"));
        return new Payer(charge);
    }

    /** What was collected under this reference, fee included; nothing if nothing was. */
    public synchronized Optional<Money> collected(String reference) {
        return moved(Kind.CHARGE, reference);
    }

    /** What was collected under this reference of a capture, fee included; nothing if nothing was. */
    public synchronized Optional<Money> captured(String reference) {
        return moved(Kind.CAPTURE, reference);
    }

    /** What was paid out under this reference; nothing if nothing was. */
    public synchronized Optional<Money> paidOut(String reference) {
        return moved(Kind.PAYOUT, reference);
    }

    /** What was moved between parties under this reference; nothing if nothing was. */
    public synchronized Optional<Money> movedBetweenParties(String reference) {
        return moved(Kind.MOVE, reference);
    }

    /** What was given back under this reference of a refund; nothing if nothing was. */
    public synchronized Optional<Money> refunded(String reference) {
        return moved(Kind.REFUND, reference);
    }

    private Optional<Money> moved(Kind kind, String reference) {
        return find(kind, reference).map(order -> order.moved(clock.instant())).filter(Money::isPositive);
    }

    /**
     * What the provider holds for the merchant by now: collected less fees, paid out and given back. The clearing
     * account of the channel in the books should say the same once all is at rest. What moved between parties is held for
     * them as before. May be below zero.
     */
    public synchronized Money balance(Currency currency) {
        Money balance = Money.zero(currency);
        for (Order order : orders.values()) {
            Money moved = order.moved(clock.instant());
            if (moved.currency().equals(currency)) {
                boolean comesIn = order.request().collects();
                boolean stays = order.request().kind() == Kind.MOVE;
                Money change = stays ? Money.zero(currency) : comesIn ? moved : moved.negated();
                balance = balance.plus(change).minus(order.fees());
            }
        }
        return balance;
    }

    /** How many orders the provider has, of all kinds and whatever became of them. */
    public synchronized int orders() {
        return (int) orders.values().stream().filter(Order::isPlaced).count();
    }

    /** How often this reference was sent: repeats count, queries do not, nor does what {@link #goAway} kept out. */
    public synchronized int requests(String reference) {
        return Optional.ofNullable(orders.get(reference)).map(Order::requests).orElse(0);
    }

    /** Whoever has to confirm a charge. What a confirm page shows and does. */
    public final class Payer {
        private final Order charge;

        private Payer(Order charge) {
            this.charge = charge;
        }

        /** What the payer is asked for. */
        public Money amount() {
            return charge.request().amount();
        }

        /** What it is for. */
        public String subject() {
            return charge.request().subject();
        }

        /** Where the payer's browser goes afterwards. */
        public Optional<URI> returnTo() {
            return charge.request().returnTo();
        }

        /** Whether the payer can still decide. */
        public boolean isAsked() {
            synchronized (SandboxProvider.this) {
                return charge.standing(clock.instant()) instanceof NeedsAction;
            }
        }

        /**
         * Pays. Once paid, paying again changes nothing.
         *
         * @throws InvalidStateException if the charge was closed, expired, or was refused or declined
         */
        public void confirms() {
            act(true);
        }

        /**
         * Refuses, for good. Once refused, refusing again changes nothing.
         *
         * @throws InvalidStateException if the charge was paid
         */
        public void refuses() {
            act(false);
        }

        private void act(boolean confirm) {
            synchronized (SandboxProvider.this) {
                charge.act(confirm, clock.instant());
                ChannelResult now = charge.standing(clock.instant());
                boolean paid = now instanceof Done || now instanceof Authorized;
                if (paid != confirm) {
                    throw new InvalidStateException("charge " + charge.request().reference()
                            + (paid ? " is paid; refund it instead" : " can not be paid any more; open another one"));
                }
            }
        }
    }
}
