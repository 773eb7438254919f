package dev.crema.simulation;

import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.Authorized;
import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.ChannelResult.InProgress;
import dev.crema.channel.ChannelResult.NeedsAction;
import dev.crema.channel.NextAction;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a {@link FaultyChannel} was asked for under one reference, and what it did. */
public final class Order {
    /** How far it is. */
    public enum State {
        OPEN,
        AWAITING_PAYER,
        SET_ASIDE,
        MOVED,
        DECLINED
    }

    /**
     * Money that moved.
     *
     * @param transaction the channel's id of it
     * @param excused whether the channel broke its word about it, or told of it by a message of its own only: then it may
     *     be that only the bill tells
     */
    public record Movement(String transaction, Money amount, boolean excused) {}

    private final String reference;
    private final Money asked;
    private final boolean out;
    private final boolean authorizes;
    private final Optional<String> charge;
    private final List<Movement> movements = new ArrayList<>();
    private State state = State.OPEN;
    private Instant takenOnAt = Instant.MIN;
    private Money captured;
    private boolean excused;
    private boolean keyForgotten;
    private boolean cameBack;
    private boolean paidLate;
    private boolean between;

    Order(String reference, Money asked, boolean out, boolean authorizes, Optional<String> charge) {
        this.reference = reference;
        this.asked = asked;
        this.out = out;
        this.authorizes = authorizes;
        this.charge = charge;
        this.captured = Money.zero(asked.currency());
    }

    public String reference() {
        return reference;
    }

    /** Whether it takes money out. */
    public boolean isOut() {
        return out;
    }

    /** As this one, but between parties at the channel: nothing comes in or goes out. */
    Order betweenParties() {
        between = true;
        return this;
    }

    /** Whether it moves money between parties at the channel, which keeps it. */
    public boolean isBetweenParties() {
        return between;
    }

    /** All that moved for it, in either direction it goes. */
    public List<Movement> movements() {
        return movements;
    }

    /** Whether what went out is back. */
    public boolean hasComeBack() {
        return cameBack;
    }

    public State state() {
        return state;
    }

    /** What the channel says of it. */
    public ChannelResult answer() {
        return switch (state) {
            case OPEN -> new InProgress("taken on");
            case AWAITING_PAYER ->
                new NeedsAction(new NextAction.Redirect(URI.create("https://pay.example/" + reference)));
            case SET_ASIDE -> new Authorized("auth-" + reference, asked, Optional.empty());
            case MOVED -> done(movements.get(0));
            case DECLINED -> new Declined("REFUSED", "the channel refused");
        };
    }

    static Done done(Movement movement) {
        return Done.of(movement.transaction(), movement.amount());
    }

    /** What the bill says of it: each movement, and what came back. */
    public List<ChannelResult> billed() {
        List<ChannelResult> lines = new ArrayList<>();
        if (!cameBack) {
            movements.forEach(movement -> lines.add(done(movement)));
        } else {
            lines.add(answer());
        }
        return lines;
    }

    Money asked() {
        return asked;
    }

    boolean authorizes() {
        return authorizes;
    }

    Optional<String> charge() {
        return charge;
    }

    Money captured() {
        return captured;
    }

    void captured(Money more) {
        captured = captured.plus(more);
    }

    Instant takenOnAt() {
        return takenOnAt;
    }

    void takenOn(Instant at) {
        takenOnAt = at;
    }

    void become(State next) {
        state = next;
    }

    boolean isMoved() {
        return !movements.isEmpty();
    }

    ChannelResult move(Money amount, boolean excusable) {
        state = State.MOVED;
        int number = movements.size() + 1;
        Movement movement = new Movement("txn-" + reference + (number == 1 ? "" : "-" + number), amount, excusable);
        movements.add(movement);
        return done(movement);
    }

    void comeBack() {
        cameBack = true;
        state = State.DECLINED;
    }

    /** The channel broke its word about it: what it says elsewhere may have been believed. */
    void excuse() {
        excused = true;
    }

    /** Whether the channel broke its word about it. */
    public boolean isExcused() {
        return excused;
    }

    /** The payer will pay it when it has been closed, not before. */
    void payLate() {
        paidLate = true;
    }

    boolean isPaidLate() {
        return paidLate;
    }

    void forgetKey() {
        keyForgotten = true;
    }

    boolean isKeyForgotten() {
        return keyForgotten;
    }
}
