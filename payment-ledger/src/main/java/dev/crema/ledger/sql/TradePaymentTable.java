package dev.crema.ledger.sql;

import dev.crema.money.Money;
import dev.crema.payment.Attempt;
import dev.crema.payment.Payment;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradePayment;
import dev.crema.trade.TradePayment.Role;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Which payments belong to a trade, and how they stand. */
final class TradePaymentTable {
    private static final String INSERT = """
            insert into crema_trade_payment (trade_id, number, step, role, payment_id, why)
            values (:trade, :number, :step, :role, :payment, :why)
            """;

    private static final String SELECT = """
            select number, step, role, payment_id, why from crema_trade_payment where trade_id = :trade order by number
            """;

    private final PaymentTable payments;
    private final AttemptTable attempts;

    TradePaymentTable(PaymentTable payments, AttemptTable attempts) {
        this.payments = payments;
        this.attempts = attempts;
    }

    private record Link(int number, int step, Role role, String payment, String why) {}

    void insert(Handle handle, TradeId trade, TradePayment made) {
        handle.createUpdate(INSERT)
                .bind("trade", trade.value())
                .bind("number", made.number())
                .bind("step", made.step())
                .bind("role", made.role())
                .bind("payment", made.payment().id().value())
                .bind("why", made.why())
                .execute();
    }

    /** Locks the payments of a trade: before the trade, as whoever ends a payment comes to its trade from there. */
    Set<String> lock(Handle handle, TradeId trade) {
        List<Link> links = links(handle, trade);
        // A refund before what it gives back, which is the order in which the end of a refund locks them.
        payments.lockAll(handle, ids(links, Role.UNDO));
        payments.lockAll(handle, ids(links, Role.STEP));
        return new HashSet<>(links.stream().map(Link::payment).toList());
    }

    /** The trade with its payments, after both are locked. */
    Trade complete(Handle handle, Trade trade, Set<String> locked) {
        List<String> late = links(handle, trade.id()).stream()
                .map(Link::payment)
                .filter(payment -> !locked.contains(payment))
                .toList();
        payments.lockAll(handle, late); // they came while we waited for the trade
        return complete(handle, trade);
    }

    /** The trade with its payments as they stand. */
    Trade complete(Handle handle, Trade trade) {
        List<Link> links = links(handle, trade.id());
        List<String> ids = links.stream().map(Link::payment).toList();
        Map<String, Payment> found = payments.findAll(handle, ids).stream()
                .collect(Collectors.toMap(payment -> payment.id().value(), Function.identity()));
        Map<String, List<Attempt>> made = attempts.byPayment(
                handle,
                found.values().stream()
                        .filter(payment -> !payment.state().isTerminal() && payment.bringsMoneyIn())
                        .map(payment -> payment.id().value())
                        .toList());
        Map<String, Long> returned = payments.returned(handle, ids);
        Trade complete = trade;
        for (Link link : links) {
            Payment payment = Optional.ofNullable(found.get(link.payment())).orElseThrow();
            boolean unsent = AttemptTable.lastSend(made.getOrDefault(link.payment(), List.of()))
                    .map(Attempt::isKnownAbsent)
                    .orElse(true);
            Money back = Money.ofMinor(payment.amount().currency(), returned.getOrDefault(link.payment(), 0L));
            complete = complete.holding(
                    new TradePayment(link.number(), link.step(), link.role(), payment, link.why(), unsent, back));
        }
        return complete;
    }

    private static Collection<String> ids(List<Link> links, Role role) {
        return links.stream()
                .filter(link -> link.role() == role)
                .map(Link::payment)
                .toList();
    }

    private static List<Link> links(Handle handle, TradeId trade) {
        return handle.createQuery(SELECT)
                .bind("trade", trade.value())
                .map((row, context) -> new Link(
                        row.getInt("number"),
                        row.getInt("step"),
                        Role.valueOf(row.getString("role")),
                        row.getString("payment_id"),
                        row.getString("why")))
                .list();
    }
}
