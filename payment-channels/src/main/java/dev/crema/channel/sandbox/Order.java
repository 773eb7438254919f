package dev.crema.channel.sandbox;

import static dev.crema.channel.sandbox.Scenario.MUTE;
import static dev.crema.channel.sandbox.Scenario.SILENT;
import static dev.crema.channel.sandbox.Scenario.UNREACHABLE;

import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.Authorized;
import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.ChannelResult.InProgress;
import dev.crema.channel.ChannelResult.NeedsAction;
import dev.crema.channel.ChannelResult.NotSent;
import dev.crema.channel.ChannelResult.Unknown;
import dev.crema.channel.NextAction;
import dev.crema.money.Money;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What the provider keeps under one reference. Not thread-safe: the provider guards it. */
final class Order {
    private static final ChannelResult ABSENT = new NotSent("the provider has no such order");
    private static final ChannelResult NO_ANSWER = new Unknown("the provider did not answer");

    private final Request request;
    private final Scenario scenario;
    private final SandboxSettings settings;
    private int requests;
    private Instant placedAt = Instant.MAX;
    private ChannelResult standing = ABSENT;
    // Counted movement by movement, so that one too many would show.
    private Money moved;
    private Money fees;

    Order(Request request, Scenario scenario, SandboxSettings settings) {
        this.request = request;
        this.scenario = scenario;
        this.settings = settings;
        this.moved = Money.zero(request.amount().currency());
        this.fees = moved;
    }

    /** The request, for the first time or again: it takes effect once, and the answer stays. */
    ChannelResult receive(Request again, Instant now, Supplier<Optional<Declined>> objection) {
        requests++;
        boolean lost = scenario == SILENT && request.silentlyLost() && requests == 1;
        if (scenario == MUTE || lost) {
            return NO_ANSWER;
        }
        if (scenario == UNREACHABLE && requests <= request.unreachableTimes()) {
            return new NotSent("connection refused, try " + requests);
        }
        if (!request.movesTheSameAs(again)) {
            return new Declined("REFERENCE_REUSED", "the reference stands for an order of other content");
        }
        if (!isPlaced()) {
            placedAt = now;
            standing = objection.get().map(ChannelResult.class::cast).orElseGet(this::begin);
        }
        progress(now);
        return staysSilent() ? NO_ANSWER : standing;
    }

    private ChannelResult begin() {
        return switch (scenario) {
            case PAYS, SILENT, UNREACHABLE -> move(request.amount());
            case OTHER_AMOUNT -> move(otherThan(request.amount()));
            case ASKS ->
                new NeedsAction(new NextAction.Redirect(URI.create(settings.confirmPage() + request.reference())));
            case LATE -> new InProgress("the provider takes its time");
            case DECLINES -> new Declined("DECLINED", "the provider said no");
            case MUTE -> ABSENT;
        };
    }

    private static Money otherThan(Money amount) {
        return amount.minor() == 1 ? amount.times(2) : Money.ofMinor(amount.currency(), amount.minor() / 2);
    }

    private ChannelResult move(Money amount) {
        if (request.kind() == Request.Kind.AUTHORIZATION) {
            return new Authorized("sandbox_" + request.reference(), amount, Optional.empty());
        }
        Money fee = request.collects()
                ? amount.basisPoints(settings.feeBasisPoints(), RoundingMode.HALF_UP)
                : Money.zero(amount.currency());
        moved = moved.plus(amount);
        fees = fees.plus(fee);
        return new Done("sandbox_" + request.reference(), amount, fee);
    }

    private void progress(Instant now) {
        if (standing instanceof InProgress && hasPassed(settings.lateAfter(), now)) {
            standing = move(request.amount());
        }
        if (standing instanceof NeedsAction && !now.isBefore(request.expiresAt())) {
            standing = new Declined("EXPIRED", "the payer did not act before " + request.expiresAt());
        }
    }

    private boolean hasPassed(Duration time, Instant now) {
        return Duration.between(placedAt, now).compareTo(time) >= 0;
    }

    private boolean staysSilent() {
        return scenario == SILENT && !request.silentlyLost() && standing instanceof Done;
    }

    /** What a query learns. */
    ChannelResult answer(Instant now) {
        if (scenario == MUTE) {
            return NO_ANSWER;
        }
        progress(now);
        return staysSilent() && !hasPassed(settings.settlingTime(), now) ? ABSENT : standing;
    }

    /** What a request to close learns: unless it is paid or not yet to be found, it is closed from now on. */
    ChannelResult close(Instant now) {
        ChannelResult found = answer(now);
        boolean closable = found instanceof NeedsAction || found instanceof InProgress;
        if (closable) {
            standing = new Declined("CLOSED", "closed by the merchant");
        }
        return closable ? standing : found;
    }

    /** What is set aside is let go of. */
    ChannelResult release(Instant now) {
        ChannelResult found = answer(now);
        if (found instanceof Authorized) {
            standing = new Declined("RELEASED", "let go of by the merchant");
        }
        return found instanceof Authorized ? standing : found;
    }

    /** The payer acts. Nothing changes unless the payer is being asked. */
    void act(boolean confirm, Instant now) {
        progress(now);
        if (standing instanceof NeedsAction) {
            standing = confirm ? move(request.amount()) : new Declined("PAYER_REFUSED", "the payer refused");
        }
    }

    /** Where it stands by now, whatever the provider would answer. */
    ChannelResult standing(Instant now) {
        progress(now);
        return standing;
    }

    /** Everything that moved by now, fees included. */
    Money moved(Instant now) {
        progress(now);
        return moved;
    }

    /** What the provider kept of it. */
    Money fees() {
        return fees;
    }

    Optional<Declined> objection(Instant now) {
        return request.objection(scenario, now);
    }

    boolean isPlaced() {
        return !(standing instanceof NotSent);
    }

    Request request() {
        return request;
    }

    int requests() {
        return requests;
    }
}
