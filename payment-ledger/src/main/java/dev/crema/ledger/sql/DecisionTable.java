package dev.crema.ledger.sql;

import dev.crema.payment.Decision;
import dev.crema.payment.PaymentId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of what people decided. Guarded by the lock on their payment's row. */
final class DecisionTable {
    private static final String INSERT = """
            insert into crema_decision (payment_id, number, evidence, decided_by, reason, decided_at)
            values (:payment, :number, :evidence, :by, :why, :at)
            """;

    private static final String FIND = """
            select evidence, decided_by, reason, decided_at from crema_decision
            where payment_id = :payment
            order by number
            """;

    private DecisionTable() {}

    /** Returns whether it is new: the same decision told again is not. */
    static boolean decided(Handle handle, PaymentId payment, Decision decision) {
        List<Decision> before = of(handle, payment);
        if (before.stream().anyMatch(decision::repeats)) {
            return false;
        }
        handle.createUpdate(INSERT)
                .bind("payment", payment.value())
                .bind("number", before.size() + 1)
                .bind("evidence", decision.evidence())
                .bind("by", decision.by())
                .bind("why", decision.why())
                .bind("at", decision.at())
                .execute();
        return true;
    }

    static List<Decision> of(Handle handle, PaymentId payment) {
        return handle.createQuery(FIND)
                .bind("payment", payment.value())
                .map((row, context) -> new Decision(
                        row.getString("evidence"),
                        row.getString("decided_by"),
                        row.getString("reason"),
                        Instants.read(row, "decided_at")))
                .list();
    }
}
