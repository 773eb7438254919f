package dev.crema;

import static java.util.Objects.requireNonNull;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.books.Room;
import dev.crema.failure.InvalidStateException;
import dev.crema.payment.Payment;
import dev.crema.trade.StepPayments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries on with what is not finished: calls of channels in one pool, and what listeners are told in another, so that
 * neither ever waits for the other.
 */
final class Worker implements AutoCloseable {
    private static final String ADVANCE = "advance";
    private static final String TELL = "tell";
    private static final Set<String> TRADE_LANES = Set.of(ADVANCE, TELL);

    private final PaymentBooks books;
    private final WorkerOptions options;
    private final Pool<Claimed.Call> calls;
    private final Pool<Claimed.Delivery> deliveries;
    private final Pool<Claimed> trades;
    private final Trades tradeWork = new Trades();

    Worker(
            PaymentBooks books,
            Channels channels,
            CallFlow calling,
            Answers answers,
            Listeners listeners,
            DeliverFlow delivering,
            Clock clock,
            WorkerOptions options) {
        this.books = books;
        this.options = options;
        this.calls = new Pool<>(
                "call",
                new Calls(calling, answers),
                new Lanes(channels::names, options.threads()),
                clock,
                options,
                Duration.ZERO);
        this.deliveries = new Pool<>(
                "tell",
                new Deliveries(listeners, delivering),
                new Lanes(() -> withNew(listeners.names()), options.listenerThreads()),
                clock,
                options,
                Pool.TOGETHER);
        this.trades = new Pool<>(
                "trade",
                tradeWork,
                new Lanes(() -> TRADE_LANES, Math.max(1, options.threads())),
                clock,
                options,
                Duration.ZERO);
    }

    /** Says, before the start, who carries trades on: they make payments, which come back here. */
    void trades(TradeFlow trading, DeliverFlow telling) {
        tradeWork.trading = trading;
        tradeWork.telling = telling;
    }

    /** With the lane of events that are not shared out yet, which always has room. */
    private static Set<String> withNew(Set<String> listeners) {
        Set<String> lanes = new TreeSet<>(listeners);
        lanes.add(Room.NEW_EVENTS);
        return lanes;
    }

    private final class Calls implements Pool.Trade<Claimed.Call> {
        private final CallFlow calling;
        private final Answers answers;

        Calls(CallFlow calling, Answers answers) {
            this.calling = calling;
            this.answers = answers;
        }

        @Override
        public List<Claimed.Call> claim(Instant now, Room room) {
            return books.claim(now, options.lease(), room);
        }

        @Override
        public String lane(Claimed.Call call) {
            return call.payment().channel();
        }

        @Override
        public void run(Claimed.Call call) {
            Payment after = calling.run(call);
            answers.answered(after);
            nudge(after);
        }
    }

    private final class Deliveries implements Pool.Trade<Claimed.Delivery> {
        private final Listeners listeners;
        private final DeliverFlow delivering;

        Deliveries(Listeners listeners, DeliverFlow delivering) {
            this.listeners = listeners;
            this.delivering = delivering;
        }

        @Override
        public List<Claimed.Delivery> claim(Instant now, Room room) {
            return books.claimDeliveries(now, options.lease(), room, listeners::wanting);
        }

        @Override
        public String lane(Claimed.Delivery delivery) {
            return delivery.listener();
        }

        @Override
        public void run(Claimed.Delivery delivery) {
            delivering.run(delivery);
        }
    }

    /** Steps of trades never wait for a listener. */
    private final class Trades implements Pool.Trade<Claimed> {
        private @Nullable TradeFlow trading;
        private @Nullable DeliverFlow telling;

        @Override
        public List<Claimed> claim(Instant now, Room room) {
            Map<String, Integer> free = room.open();
            return books.claimTrades(now, options.lease(), free.getOrDefault(ADVANCE, 0), free.getOrDefault(TELL, 0));
        }

        @Override
        public String lane(Claimed work) {
            return work instanceof Claimed.Advance ? ADVANCE : TELL;
        }

        @Override
        public void run(Claimed work) {
            if (work instanceof Claimed.Advance advance) {
                requireNonNull(trading).run(advance);
            } else if (work instanceof Claimed.TradeDelivery delivery) {
                requireNonNull(telling).run(delivery);
            }
        }
    }

    /** Whether it works by itself, on threads of its own. */
    boolean isActive() {
        return options.threads() > 0;
    }

    void start() {
        if (isActive()) {
            calls.start();
            deliveries.start();
            trades.start();
        }
    }

    /** Says that there is something to do for the payment by now, so that nobody waits for the next look. */
    void nudge(Payment payment) {
        if (StepPayments.isReserved(payment.reference())) {
            trades.nudge();
        }
        if (payment.state().isTerminal()) {
            deliveries.nudge();
        } else {
            calls.nudge();
        }
    }

    /** As {@link #nudge(Payment)}, whatever it may be. */
    void nudge() {
        calls.nudge();
        deliveries.nudge();
        trades.nudge();
    }

    int runDue() {
        if (books.hostTransaction().isOpen()) {
            throw new InvalidStateException("a transaction of the host is open; run due work outside of it, since"
                    + " nothing may be sent before the commit");
        }
        return calls.runDue() + deliveries.runDue() + trades.runDue();
    }

    @Override
    public void close() {
        calls.stop();
        deliveries.stop();
        trades.stop();
        Instant until = Instant.now().plus(options.grace());
        try {
            calls.await(until);
            deliveries.await(until);
            trades.await(until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
