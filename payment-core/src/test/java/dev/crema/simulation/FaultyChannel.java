package dev.crema.simulation;

import dev.crema.channel.Capabilities;
import dev.crema.channel.Captures;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.NotSent;
import dev.crema.channel.ChannelResult.Unknown;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeCapture;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.ChargeRelease;
import dev.crema.channel.Moves;
import dev.crema.channel.PartyTransfer;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.channel.Refunds;
import dev.crema.money.Money;
import dev.crema.simulation.Order.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A channel that does all that channels do to those who rely on them, as the dice fall, and whose truth can be seen: what
 * it took on, and what it moved. For one thread.
 */
public final class FaultyChannel implements Captures, PaysOut, Refunds, Moves {
    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final Duration KEY_KEPT = Duration.ofHours(24);
    private static final int BREAKS_PROMISE_HOURS = 20;

    private final String name;
    private final World world;
    private final Dice dice;
    private final Consumer<String> crossing;
    private final Consumer<ChannelFact> webhooks;
    private final Map<String, Order> orders = new TreeMap<>();
    private boolean dead;

    /**
     * One more channel.
     *
     * @param crossing told whenever a request leaves for the channel and whenever an answer comes back
     * @param webhooks where the channel's own messages arrive
     */
    public FaultyChannel(
            String name, World world, Dice dice, Consumer<String> crossing, Consumer<ChannelFact> webhooks) {
        this.name = name;
        this.world = world;
        this.dice = dice;
        this.crossing = crossing;
        this.webhooks = webhooks;
    }

    /** From now on it does nothing and says nothing. */
    public void die() {
        dead = true;
    }

    public boolean isDead() {
        return dead;
    }

    /** What it took on, by reference. */
    public Collection<Order> orders() {
        return orders.values();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(), SETTLING);
    }

    @Override
    public ChannelResult open(Charge charge) {
        return send(new Order(charge.reference(), charge.amount(), false, charge.authorizes(), Optional.empty()));
    }

    @Override
    public ChannelResult query(Charge charge) {
        return query(charge.reference());
    }

    @Override
    public ChannelResult capture(ChargeCapture capture) {
        return send(
                new Order(capture.reference(), capture.amount(), false, false, Optional.of(capture.chargeReference())));
    }

    @Override
    public ChannelResult query(ChargeCapture capture) {
        return query(capture.reference());
    }

    @Override
    public ChannelResult send(Payout payout) {
        return send(new Order(payout.reference(), payout.amount(), true, false, Optional.empty()));
    }

    @Override
    public ChannelResult query(Payout payout) {
        return query(payout.reference());
    }

    @Override
    public ChannelResult move(PartyTransfer transfer) {
        Order order = new Order(transfer.reference(), transfer.amount(), true, false, Optional.empty());
        return send(order.betweenParties());
    }

    @Override
    public ChannelResult query(PartyTransfer transfer) {
        return query(transfer.reference());
    }

    @Override
    public ChannelResult refund(ChargeRefund refund) {
        return send(new Order(refund.reference(), refund.amount(), true, false, Optional.empty()));
    }

    @Override
    public ChannelResult query(ChargeRefund refund) {
        return query(refund.reference());
    }

    @Override
    public ChannelResult close(Charge charge) {
        return asked("close", charge.reference(), order -> {
            if (order.state() == State.OPEN || order.state() == State.AWAITING_PAYER) {
                become(order, State.DECLINED);
                if (order.isPaidLate()) {
                    order.excuse();
                    later(Duration.ofDays(2), () -> collect(order, order.asked()));
                }
            }
        });
    }

    @Override
    public ChannelResult cancel(ChargeRelease release) {
        return asked("cancel", release.chargeReference(), order -> {
            if (order.state() == State.SET_ASIDE) {
                become(order, State.DECLINED);
            }
        });
    }

    private ChannelResult query(String reference) {
        return asked("query", reference, order -> {});
    }

    private ChannelResult asked(String what, String reference, Consumer<Order> act) {
        crossing.accept(what);
        ChannelResult said = answered(what, reference, act);
        world.say("  " + name + " " + what + " " + reference + " -> " + said);
        crossing.accept(what + " answered");
        return said;
    }

    private ChannelResult answered(String what, String reference, Consumer<Order> act) {
        if (dead) {
            return new Unknown("dead");
        }
        boolean lost = dice.strikes(Fault.QUERY_DROPPED);
        if (lost && dice.percent(50)) {
            return new Unknown("the question was lost");
        }
        Order order = orders.get(reference);
        if (order == null) {
            return lost ? new Unknown("the answer was lost") : new NotSent("no such order");
        }
        if (what.equals("query") && denies(order)) {
            return new NotSent("no such order");
        }
        act.accept(order);
        return lost ? new Unknown("the answer was lost") : order.answer();
    }

    private boolean denies(Order order) {
        boolean settling = world.now().isBefore(order.takenOnAt().plus(SETTLING));
        if (settling) {
            return dice.strikes(Fault.NOT_FOUND_YET);
        }
        boolean lies = !order.isKeyForgotten() && !order.isExcused() && dice.strikes(Fault.LIE);
        if (lies) {
            order.excuse(); // what comes of it is told by the bill at the latest
        }
        return lies;
    }

    private ChannelResult send(Order asked) {
        Instant begun = world.now();
        crossing.accept("send");
        if (world.now().isAfter(begun.plus(SETTLING))) {
            asked.excuse(); // the caller stood still with the request in its hands, and sends what others hold for
            // unsent
        }
        ChannelResult said;
        try {
            said = sent(asked);
        } catch (RuntimeException e) {
            world.say("  " + name + " send " + asked.reference() + " threw");
            throw e;
        }
        world.say("  " + name + " send " + asked.reference() + " -> " + said);
        crossing.accept("send answered");
        return said;
    }

    private ChannelResult sent(Order asked) {
        if (dead || dice.strikes(Fault.UNREACHABLE)) {
            return new NotSent("connection refused");
        }
        if (dice.strikes(Fault.REQUEST_DROPPED)) {
            return new Unknown("the request was lost");
        }
        if (dice.strikes(Fault.REQUEST_DELAYED)) {
            later(SETTLING.minusSeconds(1), () -> arrive(asked));
            return new Unknown("no answer in time");
        }
        if (dice.strikes(Fault.REQUEST_LATE)) {
            asked.excuse();
            Duration late = SETTLING.plus(dice.upTo(Duration.ofHours(BREAKS_PROMISE_HOURS)));
            happen(late, () -> arrive(asked));
            return new Unknown("no answer in time");
        }
        Order order = arrive(asked);
        if (dice.strikes(Fault.REQUEST_DOUBLED)) {
            arrive(asked);
        }
        ChannelResult said = order.answer();
        if (dice.strikes(Fault.ADAPTER_THREW)) {
            throw new IllegalStateException("the adapter broke");
        }
        return dice.strikes(Fault.ANSWER_DROPPED) ? new Unknown("the answer was lost") : said;
    }

    private void later(Duration most, Runnable what) {
        happen(dice.upTo(most), what);
    }

    private void happen(Duration wait, Runnable what) {
        world.in(wait, () -> {
            if (!dead) {
                what.run();
            }
        });
    }

    private Order arrive(Order asked) {
        Order known = orders.get(asked.reference());
        if (known != null) {
            if (known.isKeyForgotten() && known.isMoved()) {
                collect(known, known.asked());
            }
            return known;
        }
        asked.takenOn(world.now());
        orders.put(asked.reference(), asked);
        begin(asked);
        happen(KEY_KEPT, () -> {
            if (!asked.isExcused() && dice.strikes(Fault.KEY_FORGOTTEN)) {
                asked.forgetKey();
            }
        });
        return asked;
    }

    private void begin(Order order) {
        if (order.charge().filter(charge -> !covers(charge, order.asked())).isPresent()
                || dice.strikes(Fault.DECLINED)) {
            become(order, State.DECLINED);
            return;
        }
        order.charge().ifPresent(charge -> orders.get(charge).captured(order.asked()));
        if (dice.strikes(Fault.IN_PROGRESS)) {
            become(order, State.OPEN);
            later(Duration.ofDays(3), () -> decide(order));
        } else if (order.charge().isEmpty() && !order.isOut() && dice.percent(40)) {
            become(order, State.AWAITING_PAYER);
            if (!order.authorizes() && dice.strikes(Fault.LATE_SUCCESS)) {
                order.payLate();
            } else {
                later(Duration.ofHours(3), () -> payerActs(order));
            }
        } else {
            act(order);
        }
    }

    private boolean covers(String charge, Money more) {
        Order order = orders.get(charge);
        return order != null
                && order.state() == State.SET_ASIDE
                && !order.captured().plus(more).isGreaterThan(order.asked());
    }

    private void decide(Order order) {
        if (order.state() == State.OPEN) {
            if (dice.percent(80)) {
                act(order);
            } else {
                order.charge()
                        .ifPresent(charge ->
                                orders.get(charge).captured(order.asked().negated()));
                become(order, State.DECLINED);
            }
        }
    }

    private void payerActs(Order order) {
        if (order.state() == State.AWAITING_PAYER && dice.percent(80)) {
            act(order);
        }
    }

    private void act(Order order) {
        if (order.authorizes()) {
            become(order, State.SET_ASIDE);
            return;
        }
        boolean other = order.charge().isEmpty() && dice.strikes(Fault.PAID_PARTIALLY);
        collect(order, other ? part(order.asked()) : order.asked());
        if (order.isOut() && !order.isBetweenParties() && dice.strikes(Fault.RETURNED)) {
            happen(Duration.ofDays(1).plus(dice.upTo(Duration.ofDays(1))), () -> comeBack(order));
        } else if (!order.isOut() && order.charge().isEmpty() && dice.strikes(Fault.PAID_TWICE)) {
            later(Duration.ofDays(1), () -> payAgain(order));
        }
    }

    private static Money part(Money whole) {
        return Money.ofMinor(whole.currency(), whole.minor() / 2 + 1);
    }

    private void collect(Order order, Money amount) {
        order.move(amount, order.isExcused());
        announce(order, order.answer());
    }

    private void payAgain(Order order) {
        announce(order, order.move(order.asked(), true));
    }

    private void comeBack(Order order) {
        order.comeBack();
        announce(order, order.answer());
    }

    private void become(Order order, State state) {
        order.become(state);
        announce(order, order.answer());
    }

    /** The channel's own message, as true as when it was written. */
    private void announce(Order order, ChannelResult news) {
        world.say("  " + name + " " + order.reference() + " is " + order.state() + " " + order.movements());
        if (!dice.strikes(Fault.WEBHOOK_DROPPED)) {
            message(order, news);
            if (dice.strikes(Fault.WEBHOOK_DOUBLED)) {
                message(order, news);
            }
        }
    }

    private void message(Order order, ChannelResult news) {
        Duration most = dice.strikes(Fault.WEBHOOK_DELAYED) ? Duration.ofHours(20) : Duration.ofMinutes(2);
        world.in(dice.upTo(most), () -> {
            boolean overtaken = order.hasComeBack() && news instanceof ChannelResult.Done;
            if (!dead && !overtaken) { // that money went out and is back is told as one
                webhooks.accept(new ChannelFact(name, order.reference(), ChannelFact.Source.WEBHOOK, news));
            }
        });
    }
}
