package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of references: which payment bears which, and for what content. */
final class ReferenceTable {
    private static final String INSERT = """
            insert into crema_reference (scope, form, reference, payment_id, fingerprint, accepted_at)
            values (:scope, :form, :reference, :payment, :fingerprint, :at)
            """;

    private static final String FIND = """
            select payment_id, fingerprint from crema_reference
            where scope = :scope and form = :form and reference = :reference
            """;

    private static final String TRADE = "TRADE";

    private final Dialect dialect;

    ReferenceTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Who bears the reference. */
    record Bearer(PaymentId payment, String fingerprint) {}

    /** Returns whether the reference was free. Waits for whoever is just taking it. */
    boolean take(Handle handle, Payment payment) {
        return dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("scope", payment.scope().name())
                        .bind("form", payment.form())
                        .bind("reference", payment.reference().value())
                        .bind("payment", payment.id().value())
                        .bind("fingerprint", payment.request().fingerprint())
                        .bind("at", payment.createdAt()));
    }

    Optional<Bearer> find(Handle handle, Scope scope, Form form, Reference reference) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("form", form)
                .bind("reference", reference.value())
                .map((row, context) -> new Bearer(new PaymentId(row.getString(1)), row.getString(2)))
                .findOne();
    }

    /** Which trade bears the reference. */
    record TradeBearer(TradeId trade, String fingerprint) {}

    /** As {@link #take(Handle, Payment)}, for a trade. */
    boolean take(Handle handle, Trade trade, String fingerprint) {
        return dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("scope", trade.scope().name())
                        .bind("form", TRADE)
                        .bind("reference", trade.reference().value())
                        .bind("payment", trade.id().value())
                        .bind("fingerprint", fingerprint)
                        .bind("at", trade.createdAt()));
    }

    Optional<TradeBearer> findTrade(Handle handle, Scope scope, Reference reference) {
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("form", TRADE)
                .bind("reference", reference.value())
                .map((row, context) -> new TradeBearer(new TradeId(row.getString(1)), row.getString(2)))
                .findOne();
    }
}
