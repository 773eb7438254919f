package dev.crema.ledger.sql;

import dev.crema.books.Claimed;
import dev.crema.ledger.sql.TradeTaskTable.Task;
import dev.crema.payment.Reason;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Takes work on trades under a lease. Nothing is decided here: a trade is decided on under its own lock. */
final class TradeClaims {
    private final TradeTable trades = new TradeTable();
    private final TradeTaskTable tasks = new TradeTaskTable();

    List<Claimed> due(Handle handle, Instant now, Duration lease, int advances, int events) {
        List<Task> due = tasks.dueTrades(handle, now, advances).stream()
                .map(Task::claimed)
                .toList();
        List<Task> told =
                tasks.dueEvents(handle, now, events).stream().map(Task::claimed).toList();
        tasks.claim(handle, due, now, lease);
        tasks.claim(handle, told, now, lease);
        return Stream.concat(
                        due.stream()
                                .map(task ->
                                        new Claimed.Advance(new TradeId(task.trade()), task.tries(), task.token())),
                        deliveries(handle, told))
                .toList();
    }

    private Stream<Claimed> deliveries(Handle handle, List<Task> told) {
        if (told.isEmpty()) {
            return Stream.of();
        }
        Map<String, TradeEvent> events = trades
                .events(handle, told.stream().map(Task::trade).toList())
                .stream()
                .collect(Collectors.toMap(TradeEvent::id, Function.identity()));
        return told.stream()
                .flatMap(task -> Optional.ofNullable(events.get(task.event()))
                        .map(event -> new Claimed.TradeDelivery(event, task.tries(), task.token()))
                        .stream());
    }

    void delivered(Handle handle, Claimed.TradeDelivery delivery) {
        tasks.done(handle, delivery.event().trade(), delivery.event().sequence(), delivery.token());
    }

    void putOff(Handle handle, TradeId trade, int sequence, long token, Optional<Instant> retryAt, String reason) {
        retryAt.ifPresentOrElse(
                at -> tasks.reschedule(handle, trade, sequence, token, at),
                () -> tasks.dead(handle, trade, sequence, token, new Reason("", reason).message()));
    }
}
