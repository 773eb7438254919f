package dev.crema.ledger.sql;

import dev.crema.books.Claimed;
import dev.crema.context.BusinessContext;
import dev.crema.ledger.sql.TradeTaskTable.Task;
import dev.crema.payment.Attention;
import dev.crema.payment.Reason;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Takes work on trades under a lease. Nothing is decided here: a trade is decided on under its own lock. */
final class TradeClaims {
    private final TradeTable trades = new TradeTable();
    private final TradeTaskTable tasks = new TradeTaskTable();

    List<Claimed.Advance> due(Handle handle, Instant now, Duration lease, int limit) {
        List<Task> due =
                tasks.due(handle, now, limit).stream().map(Task::claimed).toList();
        tasks.claim(handle, due, now, lease);
        Map<String, BusinessContext> contexts =
                trades.contexts(handle, due.stream().map(Task::trade).toList());
        return due.stream()
                .map(task -> new Claimed.Advance(
                        new TradeId(task.trade()),
                        contexts.getOrDefault(task.trade(), BusinessContext.NONE),
                        task.tries(),
                        task.token()))
                .toList();
    }

    void putOff(Handle handle, Claimed.Advance work, Instant now, Optional<Instant> retryAt, String reason) {
        String shown = new Reason("", reason).message();
        if (retryAt.isPresent()) {
            tasks.reschedule(handle, work.trade(), work.token(), retryAt.get(), shown);
            return;
        }
        Optional<Trade> trade = trades.lock(handle, work.trade());
        if (tasks.dead(handle, work.trade(), work.token(), now, shown)) {
            trade.ifPresent(
                    stuck -> trades.update(handle, stuck, stuck.tried(stuck.tries(), Optional.of(Attention.STUCK))));
        }
    }
}
