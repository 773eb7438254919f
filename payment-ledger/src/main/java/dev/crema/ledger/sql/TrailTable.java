package dev.crema.ledger.sql;

import dev.crema.books.History;
import dev.crema.books.Trail;
import dev.crema.context.Reference;
import dev.crema.ledger.chart.PaymentPostings;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.trade.TradeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what a payment left behind in the books and among the work. */
final class TrailTable {
    private static final String WORK = """
            select sequence, '' as listener, due_at, tries, outcome, reason, ended_at from crema_task
            where payment_id = :payment
            union all
            select sequence, listener, due_at, tries, outcome, reason, ended_at from crema_delivery
            where payment_id = :payment
            order by sequence, listener
            """;

    private static final String TRADE_WORK = """
            select 0 as sequence, '' as listener, due_at, tries, outcome, reason, ended_at from crema_trade_task
            where trade_id = :trade
            union all
            select sequence, listener, due_at, tries, outcome, reason, ended_at from crema_trade_delivery
            where trade_id = :trade
            order by sequence, listener
            """;

    private TrailTable() {}

    static Trail of(Handle handle, History history) {
        Payment payment = history.payment();
        List<Trail.Booked> booked = new ArrayList<>(booked(handle, payment, PaymentPostings.reference(payment)));
        booked.addAll(booked(handle, payment, PaymentPostings.returnReference(payment)));
        for (int number = 1; number <= history.differences().size(); number++) {
            booked.addAll(booked(handle, payment, PaymentPostings.suspenseReference(payment, number)));
        }
        return new Trail(booked, work(handle, payment.id()), NewsTable.of(handle, payment.id()));
    }

    private static List<Trail.Booked> booked(Handle handle, Payment payment, Reference reference) {
        return JournalTable.find(handle, payment.scope(), reference).stream()
                .flatMap(journal -> journal.entries().stream())
                .map(entry -> new Trail.Booked(reference.value(), entry.account(), entry.amount(), entry.bookedAt()))
                .toList();
    }

    private static List<Trail.Task> work(Handle handle, PaymentId payment) {
        return handle.createQuery(WORK)
                .bind("payment", payment.value())
                .map((row, context) -> task(row))
                .list();
    }

    static List<Trail.Task> work(Handle handle, TradeId trade) {
        return handle.createQuery(TRADE_WORK)
                .bind("trade", trade.value())
                .map((row, context) -> task(row))
                .list();
    }

    private static Trail.Task task(ResultSet row) throws SQLException {
        @Nullable String reason = row.getString("reason");
        return new Trail.Task(
                row.getInt("sequence"),
                row.getString("listener"),
                Instants.readOptional(row, "due_at"),
                row.getInt("tries"),
                Optional.ofNullable(row.getString("outcome")),
                reason == null ? "" : reason,
                Instants.readOptional(row, "ended_at"));
    }
}
