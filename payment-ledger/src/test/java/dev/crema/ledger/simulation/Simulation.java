package dev.crema.ledger.simulation;

import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.CrashPoints.Death;
import dev.crema.ledger.Invariants;
import dev.crema.simulation.Dice;
import dev.crema.simulation.Fault;
import dev.crema.simulation.FaultyChannel;
import dev.crema.simulation.Order;
import dev.crema.simulation.SeededIds;
import dev.crema.simulation.World;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * One life of the library, as a seed decides it. A few callers ask for all forms of payments, two nodes on one database do
 * them, and meanwhile everything goes wrong. Then the faults end, but for one channel that is dead for good, and eight days
 * later everything must have come to its end and be booked. One thread, and no time but the world's.
 */
public final class Simulation {
    private static final int LEAST_STEPS = 12;
    private static final int MORE_STEPS = 18;
    private static final Duration REST = Duration.ofDays(8);
    // From then on a ladder does not end within the rest.
    private static final Duration LATELY = Duration.ofHours(6);
    private static final int MOST_TELLINGS = 30;
    private static final int MOST_LOOKS = 3000;

    private final SimulatedDatabase database;
    private final Dice dice;
    private final World world = new World();
    private final List<FaultyChannel> channels;
    private final Callers callers;
    private final Findings findings = new Findings();
    private final Invariants invariants;
    private final Jdbi jdbi;
    private final Map<String, String> told = new LinkedHashMap<>();
    private final Map<String, String> toldTrades = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private int started;
    private @Nullable Node busy;
    private @Nullable Node standing;

    private Simulation(SimulatedDatabase database, long seed) {
        this.database = database;
        this.dice = new Dice(seed);
        this.channels = List.of(channel("sound"), channel("doomed"), channel("spare"));
        // The third one is reached by routes alone. Two seeds of three have trades, so that the others have time for
        // the rest.
        this.callers = new Callers(dice, List.of("sound", "doomed"), seed % 3 != 1);
        this.invariants = Invariants.of(database.dataSource());
        this.jdbi = database.jdbi();
    }

    private FaultyChannel channel(String name) {
        return new FaultyChannel(name, world, dice, this::cross, this::webhook);
    }

    /** Runs it on the database, which is emptied first. */
    public static Life run(SimulatedDatabase database, long seed) {
        database.clear();
        SeededIds ids = SeededIds.from(seed);
        try {
            Simulation simulation = new Simulation(database, seed);
            Instant begin = simulation.world.now();
            simulation.live();
            Duration time = Duration.between(begin, simulation.world.now());
            return new Life(seed, simulation.findings.all(), time, simulation.dice.struck(), simulation.world.trace());
        } finally {
            ids.close();
        }
    }

    private void live() {
        try {
            nodes.add(start());
            nodes.add(start());
            int steps = LEAST_STEPS + dice.below(MORE_STEPS);
            for (int step = 0; step < steps && findings.isEmpty(); step++) {
                step();
                check("after a step", invariants.everywhere());
            }
            if (findings.isEmpty()) {
                rest();
            }
        } catch (RuntimeException | AssertionError e) {
            findings.add(
                    Findings.Kind.WRONG,
                    "threw " + e + " at " + List.of(e.getStackTrace()).subList(0, 6));
        }
    }

    private void check(String when, List<String> violations) {
        violations.forEach(violation -> findings.add(Findings.Kind.WRONG, when + ": " + violation));
    }

    private Node start() {
        while (true) {
            String name = "node " + ++started;
            FaultySql way = new FaultySql(
                    database.dataSource(), world, dice, this::betweenTransactions, this::insideTransaction);
            try {
                return Node.start(name, way, world, dice, channels);
            } catch (Death death) {
                dice.count(Fault.KILLED);
                world.say(name + " died while it started");
            } catch (PaymentException e) {
                world.say(name + " could not start: " + e.getMessage());
            }
        }
    }

    private void step() {
        world.pass(dice.percent(10) ? dice.upTo(Duration.ofHours(30)) : dice.upTo(Duration.ofMinutes(20)));
        Node node = nodes.get(dice.below(nodes.size()));
        if (dice.strikes(Fault.CLOCK_JUMPED)) {
            Duration by = dice.upTo(Duration.ofHours(1));
            node.jump(dice.percent(50) ? by : by.negated());
            world.say(node.name + " has its clock jump by " + by);
        }
        if (dice.percent(60)) {
            ask(node, callers.next());
        } else {
            runDue(node);
        }
    }

    private void ask(Node node, Callers.Errand errand) {
        world.say(node.name + ": " + errand.what());
        on(node, () -> answered(errand, errand.asking().of(node.payments)));
    }

    private void answered(Callers.Errand errand, Callers.Answer answer) {
        world.say("  -> " + answer.id() + " " + answer.state());
        Map<String, String> before = answer.trade().isPresent() ? toldTrades : told;
        String first = before.putIfAbsent(errand.what(), answer.id());
        if (first != null && !first.equals(answer.id())) {
            findings.add(Findings.Kind.DOUBLED, errand.what() + " was told to be " + first + " and is " + answer.id());
        }
        callers.told(answer);
    }

    private void runDue(Node node) {
        world.say(node.name + ": what is due");
        on(node, () -> {
            for (int looks = 0; node.payments.runDue() > 0; looks++) {
                if (looks > MOST_LOOKS) {
                    throw new IllegalStateException("work that never ends");
                }
            }
        });
    }

    /** Has the node do something; if it dies of that, another one takes its place. */
    private void on(Node node, Runnable what) {
        Node before = busy;
        busy = node;
        try {
            what.run();
            world.say("  done");
        } catch (LedgerInvariantException e) {
            findings.add(Findings.Kind.WRONG, "the database stopped what the library let pass: " + e.getMessage());
        } catch (PaymentException e) {
            world.say("  " + e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (Death death) {
            dice.count(Fault.KILLED);
            world.say("  " + node.name + " died " + node.death());
            if (nodes.contains(node)) {
                nodes.set(nodes.indexOf(node), start());
            }
        } finally {
            busy = before;
        }
    }

    private void cross(String what) {
        if (busy != null) {
            betweenTransactions();
            busy.cross(what);
        }
    }

    /** The busy node holds no lock here: it may stand still for longer than its lease while another one works. */
    private void betweenTransactions() {
        pause(Fault.PAUSED);
    }

    /** The busy node stands still with all it has locked. */
    private void insideTransaction() {
        pause(Fault.PAUSED_INSIDE);
    }

    private void pause(Fault fault) {
        Node still = busy;
        if (still == null || standing != null || nodes.size() < 2 || !dice.strikes(fault)) {
            return;
        }
        standing = still;
        busy = null;
        try {
            world.say("  " + still.name + " stands still");
            world.pass(Node.LEASE.plus(dice.upTo(Duration.ofMinutes(10))));
            Node other = nodes.get(nodes.get(0) == still ? 1 : 0);
            runDue(other);
            world.say("  " + still.name + " goes on");
        } finally {
            standing = null;
            busy = still;
        }
    }

    private void webhook(ChannelFact fact) {
        deliver(fact, 1);
    }

    /** A message that gets no success reply comes again. */
    private void deliver(ChannelFact fact, int telling) {
        boolean[] taken = new boolean[1];
        receiver().ifPresent(receiver -> {
            world.say(receiver.name + ": " + fact.source() + " " + fact.reference() + " " + fact.result());
            on(receiver, () -> {
                receiver.payments.receive(fact);
                taken[0] = true;
            });
        });
        if (!taken[0] && telling < MOST_TELLINGS) {
            world.in(Duration.ofMinutes(telling * 5L), () -> deliver(fact, telling + 1));
        }
    }

    /** Whoever has nothing in hand, and does not stand still. */
    private Optional<Node> receiver() {
        int first = dice.below(nodes.size());
        return Stream.of(nodes.get(first), nodes.get(1 - first))
                .filter(node -> node != busy && node != standing)
                .findFirst();
    }

    /** The faults end, one channel dies for good, and eight days go by. */
    private void rest() {
        dice.calm();
        channels.get(1).die();
        world.say("all is well from now on, but for channel doomed");
        nodes.replaceAll(node -> start());
        for (Callers.Errand errand : List.copyOf(callers.asked())) {
            ask(nodes.get(0), errand);
        }
        Instant lately = world.now().plus(LATELY);
        waitUntil(world.now().plus(REST));
        Reckoning reckoning = new Reckoning(jdbi, channels, findings, lately);
        reckoning.beforeTheBill();
        bill();
        waitUntil(world.now().plus(Duration.ofHours(1)));
        // Who may wait for a person, and why, is reckoned more strictly there.
        check(
                "at rest",
                invariants.atRest().stream()
                        .filter(violation -> !violation.startsWith("I-11 "))
                        .filter(violation -> !violation.startsWith("every trade came to rest"))
                        .toList());
        check("at rest", invariants.lost(told.values()));
        check("at rest", lostTrades());
        reckoning.atRest();
    }

    private List<String> lostTrades() {
        List<String> there = jdbi.withHandle(handle -> handle.createQuery("select trade_id from crema_trade")
                .mapTo(String.class)
                .list());
        return toldTrades.values().stream()
                .filter(id -> !there.contains(id))
                .map(id -> "I-12 a trade that was told of exists: " + id)
                .toList();
    }

    private void bill() {
        for (FaultyChannel channel : channels) {
            for (Order order : channel.isDead() ? List.<Order>of() : channel.orders()) {
                for (ChannelResult line : order.billed()) {
                    deliver(new ChannelFact(channel.name(), order.reference(), ChannelFact.Source.BILL, line), 1);
                }
            }
        }
    }

    private void waitUntil(Instant end) {
        runDue(nodes.get(0));
        for (int looks = 0; ; looks++) {
            Optional<Instant> next = next().filter(at -> !at.isAfter(end));
            if (next.isEmpty() || looks > MOST_LOOKS) {
                break;
            }
            world.passUntil(next.get());
            runDue(nodes.get(looks % nodes.size()));
        }
        world.passUntil(end);
    }

    /** What is due by now and was not done waits for something else that is not. */
    private Optional<Instant> next() {
        Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        Optional<Instant> due = jdbi.withHandle(handle -> handle.select("""
                        select min(due_at) from (select due_at from crema_task
                            union all select due_at from crema_delivery
                            union all select due_at from crema_trade_task
                            union all select due_at from crema_trade_delivery) work
                        where due_at > :now
                        """)
                .bind("now", world.now().atOffset(ZoneOffset.UTC))
                .map((row, context) ->
                        Optional.ofNullable(row.getTimestamp(1, utc)).map(Timestamp::toInstant))
                .one());
        return due.isEmpty()
                ? world.next()
                : due.map(at -> world.next().filter(at::isAfter).orElse(at));
    }
}
