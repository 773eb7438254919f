package dev.crema.ledger.sql;

import dev.crema.payment.Decision;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of what people decided of payments, or of trades. Guarded by the lock on the row that they are about. */
final class DecisionTable {
    private static final String INSERT = """
            insert into {table} ({subject}, number, evidence, decided_by, reason, decided_at)
            values (:subject, :number, :evidence, :by, :why, :at)
            """;

    private static final String FIND = """
            select evidence, decided_by, reason, decided_at from {table}
            where {subject} = :subject
            order by number
            """;

    static final DecisionTable OF_PAYMENTS = new DecisionTable("crema_decision", "payment_id");
    static final DecisionTable OF_TRADES = new DecisionTable("crema_trade_decision", "trade_id");

    private final String insert;
    private final String find;

    private DecisionTable(String table, String subject) {
        this.insert = INSERT.replace("{table}", table).replace("{subject}", subject);
        this.find = FIND.replace("{table}", table).replace("{subject}", subject);
    }

    /** Returns whether it is new: the same decision told again is not. */
    boolean decided(Handle handle, String subject, Decision decision) {
        List<Decision> before = of(handle, subject);
        if (before.stream().anyMatch(decision::repeats)) {
            return false;
        }
        handle.createUpdate(insert)
                .bind("subject", subject)
                .bind("number", before.size() + 1)
                .bind("evidence", decision.evidence())
                .bind("by", decision.by())
                .bind("why", decision.why())
                .bind("at", decision.at())
                .execute();
        return true;
    }

    List<Decision> of(Handle handle, String subject) {
        return handle.createQuery(find)
                .bind("subject", subject)
                .map((row, context) -> new Decision(
                        row.getString("evidence"),
                        row.getString("decided_by"),
                        row.getString("reason"),
                        Instants.read(row, "decided_at")))
                .list();
    }
}
