package dev.crema.ledger.simulation;

import dev.crema.Payments;
import dev.crema.event.PaymentEvent;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.CrashPoints;
import dev.crema.plan.PlanRules;
import dev.crema.retry.Ladder;
import dev.crema.route.RouteRules;
import dev.crema.simulation.Dice;
import dev.crema.simulation.Fault;
import dev.crema.simulation.FaultyChannel;
import dev.crema.simulation.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** One instance of the application: its clock, its way to the database, and where it dies. */
final class Node {
    static final Duration LEASE = Duration.ofMinutes(1);
    // So that the last try of a payment that is on its way comes within eight days.
    private static final Ladder LADDER = new Ladder(Ladder.DEFAULT.rungs(), 0.05);
    private static final int LIFE = 800;
    // Of a host's own, as its configuration would have them.
    private static final PlanRules PLANS = PlanRules.standard()
            .with(List.of(
                    Map.of(
                            "name",
                            "auction",
                            "when",
                            Map.of("type", "auction"),
                            "recipe",
                            "escrow",
                            "confirm-within",
                            "PT20H",
                            "unconfirmed",
                            "undo",
                            "shares",
                            List.of(Map.of("to", "revenue:platform:CNY", "basis-points", "250"))),
                    Map.of(
                            "name",
                            "rental",
                            "when",
                            Map.of("type", "rental"),
                            "steps",
                            List.of(
                                    Map.of("hold", "{payer}", "into", "{payee}"),
                                    Map.of("authorize", "{payee}"),
                                    Map.of("capture", "wallet", "on", "confirmation"),
                                    Map.of("capture", "channel", "on", "confirmation")))));
    private static final RouteRules ROUTES = RouteRules.none()
            .with(List.of(Map.of(
                    "name",
                    "cheap-first",
                    "when",
                    Map.of("currency", "CNY"),
                    "channels",
                    List.of(
                            Map.of("name", "doomed", "cost-basis-points", "38"),
                            Map.of("name", "sound", "cost-basis-points", "60"),
                            Map.of("name", "spare", "cost-basis-points", "50")),
                    "fail-over-on",
                    List.of("REFUSED"))));

    final String name;
    final Payments payments;
    private final CrashPoints points;
    private final Time time;

    private Node(String name, Payments payments, CrashPoints points, Time time) {
        this.name = name;
        this.payments = payments;
        this.points = points;
        this.time = time;
    }

    /** Starts one, which may die at any time, also of that. */
    static Node start(String name, DataSource way, World world, Dice dice, List<FaultyChannel> channels) {
        Time time = new Time(world);
        CrashPoints points = dice.threatens(Fault.KILLED)
                ? CrashPoints.dyingAt(way, 1 + dice.below(LIFE), dice.percent(50))
                : CrashPoints.counting(way);
        Payments.Builder builder = Payments.with(Books.on(points, BooksOptions.DEFAULT.clock(time)))
                .clock(time)
                .ladder(LADDER)
                .lease(LEASE)
                .plans(PLANS)
                .routes(ROUTES)
                .workers(0);
        channels.forEach(builder::channel);
        builder.onEvent("shop", PaymentEvent.class, event -> {
            if (dice.strikes(Fault.LISTENER_THREW)) {
                throw new IllegalStateException("the listener broke");
            }
        });
        return new Node(name, builder.start(), points, time);
    }

    /** A request leaves for a channel, or an answer comes back. */
    void cross(String what) {
        points.pass(what);
    }

    void jump(Duration by) {
        time.offset = time.offset.plus(by);
    }

    String death() {
        return points.death();
    }

    /** The world's time as this node's clock shows it. */
    private static final class Time extends Clock {
        private final World world;
        private Duration offset = Duration.ZERO;

        Time(World world) {
            this.world = world;
        }

        @Override
        public Instant instant() {
            return world.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
