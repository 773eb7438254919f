package dev.crema;

import dev.crema.channel.Capabilities;
import dev.crema.channel.Captures;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.Authorized;
import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.ChannelResult.InProgress;
import dev.crema.channel.ChannelResult.NeedsAction;
import dev.crema.channel.ChannelResult.NotSent;
import dev.crema.channel.ChannelResult.Unknown;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeCapture;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.ChargeRelease;
import dev.crema.channel.Moves;
import dev.crema.channel.NextAction;
import dev.crema.channel.PartyTransfer;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.channel.Refunds;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A channel whose truth the test can see: what it was asked, what it took on and what it moved. It takes one order per
 * reference and does at each request what the test told it to do next; by default it moves the money, or sets it aside
 * where that is what it is asked for. Thread-safe.
 */
public final class ModelChannel implements Captures, Moves, PaysOut, Refunds {
    /** What the channel does with a request. */
    public enum Behaviour {
        /** Moves the money and says so. */
        MOVE,
        /** Moves the money; the answer is lost. */
        MOVE_AND_LOSE_ANSWER,
        /** The request is lost on its way, which the caller can not know. */
        LOSE_REQUEST,
        /** Takes the order on and decides later, when the test says so. */
        TAKE_ON,
        /** Takes the order on and asks the payer to act. */
        ASK_PAYER,
        /** Refuses. */
        DECLINE,
        /** Moves another amount than it was asked for. */
        MOVE_OTHER_AMOUNT,
        /** Was not reached, and the caller knows. */
        UNREACHABLE,
        /** Moves the money and then breaks the adapter. */
        MOVE_AND_THROW
    }

    private enum State {
        OPEN,
        AWAITING_PAYER,
        SET_ASIDE,
        MOVED,
        DECLINED
    }

    private static final class Order {
        private final Money asked;
        private final boolean authorizes;
        private State state = State.OPEN;
        private Optional<Money> moved = Optional.empty();
        private Money captured;

        Order(Money asked, boolean authorizes) {
            this.asked = asked;
            this.authorizes = authorizes;
            this.captured = Money.zero(asked.currency());
        }

        Order(Order other) {
            this(other.asked, other.authorizes);
            state = other.state;
            moved = other.moved;
            captured = other.captured;
        }

        String written() {
            return asked.currency() + " " + asked.minor() + " " + authorizes + " " + state + " " + captured.minor()
                    + " " + moved.map(amount -> Long.toString(amount.minor())).orElse("-");
        }

        static Order read(String[] words) {
            Currency currency = Currency.of(words[1]);
            Order order = new Order(Money.ofMinor(currency, Long.parseLong(words[2])), Boolean.parseBoolean(words[3]));
            order.state = State.valueOf(words[4]);
            order.captured = Money.ofMinor(currency, Long.parseLong(words[5]));
            order.moved = words[6].equals("-")
                    ? Optional.empty()
                    : Optional.of(Money.ofMinor(currency, Long.parseLong(words[6])));
            return order;
        }

        /** Does what it was asked for. */
        void act() {
            if (authorizes) {
                state = State.SET_ASIDE;
            } else {
                collect();
            }
        }

        void collect() {
            state = State.MOVED;
            moved = Optional.of(asked);
        }
    }

    private final String name;
    private final Duration settlingTime;
    private final Map<String, Order> orders = new TreeMap<>();
    private final Deque<Behaviour> next = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final Set<String> forgotten = new TreeSet<>();
    private long doubled;
    private Behaviour usual = Behaviour.MOVE;
    private Runnable before = () -> {};
    private Runnable after = () -> {};
    private Runnable leaving = () -> {};
    private Runnable returning = () -> {};
    private boolean answersQueries = true;
    private volatile Optional<Duration> keyLifetime = Optional.empty();

    public ModelChannel(String name) {
        this(name, Duration.ofMinutes(1));
    }

    public ModelChannel(String name, Duration settlingTime) {
        this.name = name;
        this.settlingTime = settlingTime;
    }

    /** What to do with the next requests, one after the other; afterwards as usual. */
    public synchronized void next(Behaviour... behaviours) {
        next.addAll(List.of(behaviours));
    }

    /** What to do with every request for which nothing else was said. */
    public synchronized void usually(Behaviour behaviour) {
        usual = behaviour;
    }

    /** Whether queries get an answer. */
    public synchronized void answersQueries(boolean answers) {
        answersQueries = answers;
    }

    /** How long it says that it remembers a reference; for ever unless it is said. */
    public void keysLast(Duration lifetime) {
        keyLifetime = Optional.of(lifetime);
    }

    /** Runs before each request to move money reaches the channel, on the caller's thread. */
    public void beforeEach(Runnable action) {
        before = action;
    }

    /** Runs after each request to move money, before its answer reaches the caller. */
    public void afterEach(Runnable action) {
        after = action;
    }

    /** Runs on the caller's thread before anything at all reaches the channel, and before its answer reaches the caller. */
    public void aroundEach(Runnable before, Runnable after) {
        leaving = before;
        returning = after;
    }

    /** As it is now: running what is returned brings it back to this. */
    public synchronized Runnable remembered() {
        Map<String, Order> known = copy(orders);
        List<String> asked = List.copyOf(calls);
        Set<String> forgot = Set.copyOf(forgotten);
        long twice = doubled;
        return () -> restore(known, asked, forgot, twice);
    }

    private synchronized void restore(Map<String, Order> known, List<String> asked, Set<String> forgot, long twice) {
        calm();
        orders.clear();
        orders.putAll(copy(known));
        calls.clear();
        calls.addAll(asked);
        forgotten.clear();
        forgotten.addAll(forgot);
        doubled = twice;
    }

    /** All that it knows, as text: of two that know the same, nobody can tell which one answers. */
    public synchronized String knowledge() {
        return String.join("\n", written()) + "\nforgotten " + forgotten + " doubled " + doubled;
    }

    private List<String> written() {
        List<String> lines = new ArrayList<>();
        orders.forEach((reference, order) -> lines.add(reference + " " + order.written()));
        return lines;
    }

    /** Writes the orders it has, for another process: the far side of the wire outlives those who ask it. */
    public synchronized void writeTo(Path file) {
        try {
            Files.write(file, written());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the orders that were written there, and no others. */
    public synchronized void readFrom(Path file) {
        orders.clear();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                orders.put(words[0], Order.read(words));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Order> copy(Map<String, Order> orders) {
        Map<String, Order> copy = new TreeMap<>();
        orders.forEach((reference, order) -> copy.put(reference, new Order(order)));
        return copy;
    }

    /** The channel moves the money of an order, or sets it aside if it was asked to, whatever it said before. */
    public synchronized void move(String reference) {
        orders.get(reference).act();
    }

    /** The channel forgets which requests it has seen: from now on one that is sent again is a new one to it. */
    public synchronized void forgetKeys() {
        forgotten.addAll(orders.keySet());
    }

    /** What went out comes back, and the channel says from then on that it refused. */
    public synchronized void giveBack(String reference) {
        Order order = orders.get(reference);
        order.state = State.DECLINED;
        order.moved = Optional.empty();
    }

    /** The channel collects the money of an order, even if it was only asked to set it aside. */
    public synchronized void collect(String reference) {
        orders.get(reference).collect();
    }

    /** The channel decides everything it took on: the money moves. */
    public synchronized void moveAllTakenOn() {
        orders.values().stream().filter(order -> order.state == State.OPEN).forEach(Order::act);
    }

    /** Forgets what it was told to do next and around each request. */
    public synchronized void calm() {
        next.clear();
        before = () -> {};
        after = () -> {};
        leaving = () -> {};
        returning = () -> {};
    }

    /** The channel decides an order it took on: the money does not move. */
    public synchronized void decline(String reference) {
        orders.get(reference).state = State.DECLINED;
    }

    /** Everything it was asked, oldest first, as {@code send <reference>}, {@code query <reference>} and so on. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized long calls(String verb) {
        return calls.stream().filter(call -> call.startsWith(verb + " ")).count();
    }

    /** The references it took on. */
    public synchronized Set<String> orders() {
        return Set.copyOf(orders.keySet());
    }

    /** What it moved for a reference. */
    public synchronized Optional<Money> moved(String reference) {
        return Optional.ofNullable(orders.get(reference)).flatMap(order -> order.moved);
    }

    /** How many orders moved money. */
    public synchronized long movements() {
        return doubled
                + orders.values().stream()
                        .filter(order -> order.moved.isPresent())
                        .count();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Capabilities capabilities() {
        Capabilities capabilities = new Capabilities(Set.of(), settlingTime);
        return keyLifetime.map(capabilities::keysLast).orElse(capabilities);
    }

    @Override
    public ChannelResult open(Charge charge) {
        return send(charge.reference(), new Order(charge.amount(), charge.authorizes()));
    }

    @Override
    public ChannelResult query(Charge charge) {
        return query(charge.reference());
    }

    @Override
    public ChannelResult close(Charge charge) {
        return crossing(() -> closed(charge));
    }

    private synchronized ChannelResult closed(Charge charge) {
        calls.add("close " + charge.reference());
        Order order = orders.get(charge.reference());
        if (order == null) {
            return new NotSent("no such order");
        }
        if (order.state != State.MOVED && order.state != State.SET_ASIDE) {
            order.state = State.DECLINED;
        }
        return answer(charge.reference(), order);
    }

    @Override
    public ChannelResult capture(ChargeCapture capture) {
        return send(capture.reference(), new Order(capture.amount(), false), Optional.of(capture.chargeReference()));
    }

    @Override
    public ChannelResult query(ChargeCapture capture) {
        return query(capture.reference());
    }

    @Override
    public ChannelResult cancel(ChargeRelease release) {
        return crossing(() -> cancelled(release));
    }

    private synchronized ChannelResult cancelled(ChargeRelease release) {
        calls.add("cancel " + release.chargeReference());
        Order charge = orders.get(release.chargeReference());
        if (charge == null) {
            return new NotSent("no such order");
        }
        if (!answersQueries) {
            return new Unknown("no answer");
        }
        charge.state = charge.state == State.SET_ASIDE ? State.DECLINED : charge.state;
        return answer(release.chargeReference(), charge);
    }

    @Override
    public ChannelResult send(Payout payout) {
        return send(payout.reference(), new Order(payout.amount(), false));
    }

    @Override
    public ChannelResult query(Payout payout) {
        return query(payout.reference());
    }

    @Override
    public ChannelResult move(PartyTransfer transfer) {
        return send(transfer.reference(), new Order(transfer.amount(), false));
    }

    @Override
    public ChannelResult query(PartyTransfer transfer) {
        return query(transfer.reference());
    }

    @Override
    public ChannelResult refund(ChargeRefund refund) {
        return send(refund.reference(), new Order(refund.amount(), false));
    }

    @Override
    public ChannelResult query(ChargeRefund refund) {
        return query(refund.reference());
    }

    private ChannelResult send(String reference, Order asked) {
        return send(reference, asked, Optional.empty());
    }

    private ChannelResult send(String reference, Order asked, Optional<String> setAside) {
        return crossing(() -> {
            before.run();
            ChannelResult result = act(reference, asked, setAside).get();
            after.run();
            return result;
        });
    }

    private ChannelResult crossing(Supplier<ChannelResult> call) {
        leaving.run();
        ChannelResult result = call.get();
        returning.run();
        return result;
    }

    private ChannelResult query(String reference) {
        return crossing(() -> asked(reference));
    }

    private synchronized ChannelResult asked(String reference) {
        calls.add("query " + reference);
        if (!answersQueries) {
            return new Unknown("no answer");
        }
        Order order = orders.get(reference);
        return order == null ? new NotSent("no such order") : answer(reference, order);
    }

    private synchronized Supplier<ChannelResult> act(String reference, Order asked, Optional<String> setAside) {
        calls.add("send " + reference);
        Behaviour behaviour = next.isEmpty() ? usual : next.removeFirst();
        if (behaviour == Behaviour.LOSE_REQUEST) {
            return () -> new Unknown("the request was lost");
        }
        if (behaviour == Behaviour.UNREACHABLE) {
            return () -> new NotSent("connection refused");
        }
        boolean known = orders.containsKey(reference);
        doubled += forgotten.contains(reference) ? 1 : 0;
        Order order = orders.computeIfAbsent(reference, any -> asked);
        if (!known) {
            boolean enough = setAside.map(charge -> covers(charge, order.asked)).orElse(true);
            begin(order, enough ? behaviour : Behaviour.DECLINE);
            setAside.filter(charge -> order.state != State.DECLINED)
                    .ifPresent(charge -> orders.get(charge).captured =
                            orders.get(charge).captured.plus(order.asked));
        }
        ChannelResult said = answer(reference, order);
        return switch (behaviour) {
            case MOVE_AND_LOSE_ANSWER -> () -> new Unknown("the answer was lost");
            case MOVE_AND_THROW ->
                () -> {
                    throw new IllegalStateException("the adapter broke");
                };
            default -> () -> said;
        };
    }

    private boolean covers(String charge, Money more) {
        Order order = orders.get(charge);
        return order != null
                && order.state == State.SET_ASIDE
                && !order.captured.plus(more).isGreaterThan(order.asked);
    }

    private static void begin(Order order, Behaviour behaviour) {
        switch (behaviour) {
            case TAKE_ON -> order.state = State.OPEN;
            case ASK_PAYER -> order.state = State.AWAITING_PAYER;
            case DECLINE -> order.state = State.DECLINED;
            case MOVE_OTHER_AMOUNT -> {
                order.state = State.MOVED;
                order.moved = Optional.of(Money.ofMinor(order.asked.currency(), order.asked.minor() + 1));
            }
            default -> order.act();
        }
    }

    private static ChannelResult answer(String reference, Order order) {
        return switch (order.state) {
            case OPEN -> new InProgress("taken on");
            case AWAITING_PAYER ->
                new NeedsAction(new NextAction.Redirect(URI.create("https://pay.example/" + reference)));
            case SET_ASIDE -> new Authorized("auth-" + reference, order.asked, Optional.empty());
            case MOVED -> Done.of("txn-" + reference, order.moved.orElseThrow());
            case DECLINED -> new Declined("REFUSED", "the channel refused");
        };
    }
}
