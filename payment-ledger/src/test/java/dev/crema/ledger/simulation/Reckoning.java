package dev.crema.ledger.simulation;

import dev.crema.ledger.simulation.Findings.Kind;
import dev.crema.simulation.FaultyChannel;
import dev.crema.simulation.Order;
import dev.crema.simulation.Order.Movement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the channels really did, against what the books say. Reads the database alone. */
final class Reckoning {
    private static final int RUNGS = 13;

    /** What a trade had not sent before, as a step before it was decided only then. */
    private static final String LATE = """
            select payment_id from crema_attempt group by payment_id having min(started_at) > :lately""";

    private static final String BEGUN_LATELY = """
            select b.trade_id from crema_trade_payment b
            join crema_payment c on c.payment_id = b.payment_id
            where c.state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') and c.payment_id in (%s)""".formatted(LATE);

    /** A payment as it stands. */
    private record Row(
            String id,
            String form,
            String channel,
            String state,
            @Nullable String attention,
            @Nullable String transaction,
            int attempts,
            long captures) {
        boolean hasEnded() {
            return Set.of("SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED").contains(state);
        }
    }

    private final Jdbi jdbi;
    private final List<FaultyChannel> channels;
    private final Findings findings;
    private final Instant lately;
    private Map<String, Row> payments = Map.of();
    private Set<String> differences = Set.of();
    private Set<String> waitingTrades = Set.of();

    /**
     * Begins.
     *
     * @param lately what was begun after that need not have ended
     */
    Reckoning(Jdbi jdbi, List<FaultyChannel> channels, Findings findings, Instant lately) {
        this.lately = lately;
        this.jdbi = jdbi;
        this.channels = channels;
        this.findings = findings;
    }

    private void read() {
        payments = new HashMap<>();
        differences = new HashSet<>();
        jdbi.useHandle(handle -> {
            handle.createQuery("""
                            select p.payment_id, p.form, p.channel, p.state, p.attention, p.transaction_id,
                                (select count(*) from crema_attempt a where a.payment_id = p.payment_id),
                                p.capturing_minor
                            from crema_payment p
                            """)
                    .map((row, context) -> new Row(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getInt(7),
                            row.getLong(8)))
                    .forEach(row -> payments.put(row.id(), row));
            waitingTrades = handle.createQuery("""
                            select l.payment_id from crema_trade_payment l
                            join crema_trade t on t.trade_id = l.trade_id
                            join crema_payment p on p.payment_id = l.payment_id
                            where (t.attention is not null or t.state = 'AWAITING_CONFIRMATION'
                                    or t.updated_at > :lately)
                                and (p.state = 'AUTHORIZED' or p.created_at > :lately)
                                or t.trade_id in (<begunLately>)
                                    and (p.state = 'AUTHORIZED' or p.payment_id in (<late>))
                            """)
                    .define("begunLately", BEGUN_LATELY)
                    .define("late", LATE)
                    .bind("lately", lately.atOffset(ZoneOffset.UTC))
                    .mapTo(String.class)
                    .set();
            handle.createQuery("select payment_id, difference_key from crema_difference")
                    .map((row, context) -> row.getString(1) + " " + row.getString(2))
                    .forEach(differences::add);
        });
    }

    /** What a channel told of, or would have told of if asked, needs no bill. */
    void beforeTheBill() {
        read();
        for (FaultyChannel channel : channels) {
            for (Order order : channel.orders()) {
                for (Movement movement : order.movements()) {
                    // Of two movements the channel's own messages may have told the second alone.
                    boolean untold = order.hasComeBack()
                            || order.isExcused()
                            || order.movements().stream().anyMatch(Movement::excused);
                    if (!untold && !isBooked(order, movement) && !isForAPerson(order)) {
                        findings.add(Kind.LOST, movement + " at channel " + channel.name() + " is not in the books");
                    }
                }
            }
        }
    }

    /** Nothing is left to learn. */
    void atRest() {
        read();
        payments.values().stream()
                .filter(payment -> !waitsWithItsTrade(payment))
                .forEach(this::requireEnd);
        // What carries attention may have been woken since by what it waited for, and climbs another ladder.
        jdbi.withHandle(handle -> handle.createQuery("""
                                select t.payment_id from crema_task t
                                left join crema_payment p on p.payment_id = t.payment_id
                                where t.outcome is null and p.attention is null
                                """).mapTo(String.class).list()).stream()
                .filter(payment -> !waitsWithItsTrade(payments.get(payment)))
                .forEach(payment -> findings.add(Kind.STUCK, "work that is still due: " + payment));
        openTrades().forEach(trade -> findings.add(Kind.STUCK, "trade that goes on: " + trade));
        channels.forEach(this::requireAgreement);
    }

    /**
     * A trade that was turned round when a payment of it had climbed its whole ladder has another one before it, and so
     * has one that came to its next step late.
     */
    private List<String> openTrades() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select trade_id from crema_trade
                        where state in ('PAYING', 'COMPLETING', 'UNDOING') and attention is null
                            and updated_at <= :lately and trade_id not in (<begunLately>)
                        """)
                .define("begunLately", BEGUN_LATELY)
                .bind("lately", lately.atOffset(ZoneOffset.UTC))
                .mapTo(String.class)
                .list());
    }

    /**
     * What is set aside for a trade waits as long as the trade does: for the host, or for somebody who decides. And what a
     * trade tried anew of late has not had the time of a ladder.
     */
    private boolean waitsWithItsTrade(Row payment) {
        return waitingTrades.contains(payment.id());
    }

    /** I-11: STUCK is explained by a channel that is dead, by the whole ladder, or by captures of it that are stuck. */
    private void requireEnd(Row payment) {
        if (payment.hasEnded()) {
            return;
        }
        boolean doomed = channels.stream()
                .filter(FaultyChannel::isDead)
                .map(FaultyChannel::name)
                .anyMatch(payment.channel()::equals);
        boolean explained = "DIFFERENCE".equals(payment.attention())
                || ("STUCK".equals(payment.attention())
                        && (doomed || payment.attempts() >= RUNGS || payment.captures() > 0));
        if (!explained) {
            findings.add(Kind.STUCK, payment.toString());
        }
    }

    /** I-07 and I-13. */
    private void requireAgreement(FaultyChannel channel) {
        long expected = 0;
        for (Order order : channel.orders()) {
            if (!payments.containsKey(order.reference())) {
                findings.add(
                        Kind.DOUBLED,
                        "channel " + channel.name() + " has an order that is no payment's: " + order.reference());
            }
            long own = order.movements().stream().filter(it -> !it.excused()).count();
            if (own > 1) {
                findings.add(Kind.DOUBLED, order.reference() + " moved " + order.movements());
            }
            for (Movement movement : order.movements()) {
                boolean booked = isBooked(order, movement);
                boolean returned = differences.contains(order.reference() + " RETURNED");
                expected += booked && !returned && !order.isBetweenParties()
                        ? (order.isOut() ? -1 : 1) * movement.amount().minor()
                        : 0;
                if (!booked && !channel.isDead() && !order.hasComeBack()) {
                    findings.add(
                            Kind.LOST, movement + " is on the bill of " + channel.name() + " and not in the books");
                }
            }
        }
        long booked = clearing(channel.name());
        if (booked != expected) {
            findings.add(
                    Kind.WRONG,
                    "I-13 the books say that " + booked + " is at channel " + channel.name() + ", which moved "
                            + expected);
        }
    }

    private boolean isBooked(Order order, Movement movement) {
        Row payment = payments.get(order.reference());
        boolean settled = payment != null
                && payment.state().equals("SUCCEEDED")
                && movement.transaction().equals(payment.transaction());
        return settled || differences.contains(order.reference() + " " + movement.transaction());
    }

    private boolean isForAPerson(Order order) {
        Row payment = payments.get(order.reference());
        return payment != null && "STUCK".equals(payment.attention()) && !payment.hasEnded();
    }

    private long clearing(String channel) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select coalesce(sum(balance_minor * normal_side), 0) from crema_account where account = :account")
                .bind("account", "channel:" + channel + ":clearing:CNY")
                .mapTo(long.class)
                .one());
    }
}
