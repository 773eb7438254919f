package dev.crema;

import static java.util.Objects.requireNonNull;

import dev.crema.books.Claimed;
import dev.crema.books.PaymentBooks;
import dev.crema.books.Room;
import dev.crema.failure.InvalidStateException;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.trade.StepPayments;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries on with what is not finished: calls of channels in one pool, and what listeners are told in another, so that
 * neither ever waits for the other.
 */
final class Worker implements AutoCloseable {
    private static final String ADVANCE = "advance";

    private final PaymentBooks books;
    private final WorkerOptions options;
    private final Answers<TradeId, Trade> tradeAnswers;
    private final Pool<Claimed.Call> calls;
    private final Pool<Claimed.Delivery> deliveries;
    private final Pool<Claimed.Advance> trades;
    private final Pool<Claimed.TradeDelivery> tradeDeliveries;
    private final Trades tradeWork = new Trades();

    Worker(
            PaymentBooks books,
            Channels channels,
            CallFlow calling,
            Answers<PaymentId, Payment> answers,
            Answers<TradeId, Trade> tradeAnswers,
            Listeners listeners,
            Listeners tradeListeners,
            DeliverFlow delivering,
            Clock clock,
            WorkerOptions options) {
        this.books = books;
        this.options = options;
        this.tradeAnswers = tradeAnswers;
        this.calls = new Pool<>(
                "call",
                new Calls(calling, answers),
                new Lanes(channels::names, options.threads()),
                clock,
                options,
                Duration.ZERO);
        this.deliveries = new Pool<>(
                "tell",
                new Deliveries<Claimed.Delivery>(
                        (now, room) -> books.claimDeliveries(now, options.lease(), room, listeners::wanting),
                        Claimed.Delivery::listener,
                        delivering::run),
                new Lanes(() -> withNew(listeners.names()), options.listenerThreads()),
                clock,
                options,
                Pool.TOGETHER);
        this.trades = new Pool<>(
                "trade",
                tradeWork,
                new Lanes(() -> Set.of(ADVANCE), Math.max(1, options.threads())),
                clock,
                options,
                Duration.ZERO);
        this.tradeDeliveries = new Pool<>(
                "tell-trade",
                new Deliveries<Claimed.TradeDelivery>(
                        (now, room) -> books.claimTradeDeliveries(now, options.lease(), room, tradeListeners::wanting),
                        Claimed.TradeDelivery::listener,
                        delivering::run),
                new Lanes(() -> withNew(tradeListeners.names()), options.listenerThreads()),
                clock,
                options,
                Duration.ZERO);
    }

    /** Says, before the start, who carries trades on: they make payments, which come back here. */
    void trades(TradeFlow trading) {
        tradeWork.trading = trading;
    }

    /** With the lane of events that are not shared out yet, which always has room. */
    private static Set<String> withNew(Set<String> listeners) {
        Set<String> lanes = new TreeSet<>(listeners);
        lanes.add(Room.NEW_EVENTS);
        return lanes;
    }

    private final class Calls implements Pool.Trade<Claimed.Call> {
        private final CallFlow calling;
        private final Answers<PaymentId, Payment> answers;

        Calls(CallFlow calling, Answers<PaymentId, Payment> answers) {
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
            StepPayments.trade(after.reference()).ifPresent(tradeAnswers::look);
            nudge(after);
        }
    }

    /** Events of one kind, each of which one listener is to be told. */
    private record Deliveries<D>(
            BiFunction<Instant, Room, List<D>> claiming, Function<D, String> listener, Consumer<D> delivering)
            implements Pool.Trade<D> {
        @Override
        public List<D> claim(Instant now, Room room) {
            return claiming.apply(now, room);
        }

        @Override
        public String lane(D delivery) {
            return listener.apply(delivery);
        }

        @Override
        public void run(D delivery) {
            delivering.accept(delivery);
        }
    }

    private final class Trades implements Pool.Trade<Claimed.Advance> {
        private @Nullable TradeFlow trading;

        @Override
        public List<Claimed.Advance> claim(Instant now, Room room) {
            int free = room.open().getOrDefault(ADVANCE, 0);
            return free == 0 ? List.of() : books.claimTrades(now, options.lease(), free);
        }

        @Override
        public String lane(Claimed.Advance work) {
            return ADVANCE;
        }

        @Override
        public void run(Claimed.Advance work) {
            requireNonNull(trading).run(work);
            tradeAnswers.look(work.trade());
            tradeDeliveries.nudge();
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
            tradeDeliveries.start();
        }
    }

    /** Says that there is something to do for the payment by now, so that nobody waits for the next look. */
    void nudge(Payment payment) {
        if (StepPayments.trade(payment.reference()).isPresent()) {
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
        tradeDeliveries.nudge();
    }

    /** Why work that is due can not be taken, as a code; empty while it can. */
    Optional<String> trouble() {
        return Stream.of(calls, deliveries, trades, tradeDeliveries)
                .flatMap(pool -> pool.trouble().stream())
                .findFirst();
    }

    int runDue() {
        if (books.hostTransaction().isOpen()) {
            throw new InvalidStateException("a transaction of the host is open; run due work outside of it, since"
                    + " nothing may be sent before the commit");
        }
        return calls.runDue() + deliveries.runDue() + trades.runDue() + tradeDeliveries.runDue();
    }

    @Override
    public void close() {
        calls.stop();
        deliveries.stop();
        trades.stop();
        tradeDeliveries.stop();
        Instant until = Instant.now().plus(options.grace());
        try {
            calls.await(until);
            deliveries.await(until);
            trades.await(until);
            tradeDeliveries.await(until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
