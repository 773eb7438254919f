package dev.crema.ledger.sql;

import dev.crema.payment.PaymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of work. Sequence 0 is the payment itself, any other the event of that sequence. */
final class TaskTable {
    static final int PAYMENT = 0;

    private static final String INSERT = """
            insert into crema_task (payment_id, sequence, due_at, token, tries)
            values (:payment, :sequence, :due, 0, 0)
            """;

    // Never "after the last one seen": a row may become visible after a later one. While leased, a row is due again
    // when its lease ends.
    private static final String DUE = """
            select payment_id, sequence, token, tries from crema_task
            where due_at <= :now
            order by due_at
            limit :limit
            for update skip locked
            """;

    private static final String FREE = """
            select payment_id, sequence, token, tries from crema_task
            where payment_id = :payment and sequence = 0 and outcome is null
                and (leased_until is null or leased_until <= :now)
            for update skip locked
            """;

    private static final String CLAIM = """
            update crema_task set token = :token, tries = :tries, leased_until = :until, due_at = :until
            where payment_id = :payment and sequence = :sequence
            """;

    private static final String HELD = """
            select count(*) from crema_task where payment_id = :payment and sequence = :sequence and token = :token
            """;

    // What has ended stays ended, whoever ended it.
    private static final String RESCHEDULE = """
            update crema_task set due_at = :due, leased_until = null, tries = :tries
            where payment_id = :payment and sequence = :sequence and outcome is null
            """;

    // A dead letter comes back to life: somebody wants something of it.
    private static final String HURRY = """
            update crema_task set due_at = :now, tries = 0, outcome = null, reason = null
            where payment_id = :payment and sequence = 0 and (outcome is null or outcome = 'DEAD')
                and (leased_until is null or leased_until <= :now)
            """;

    private static final String END = """
            update crema_task set due_at = null, leased_until = null, outcome = :outcome, reason = :reason
            where payment_id = :payment and sequence = :sequence and outcome is null
            """;

    /** A piece of work as it was found. */
    record Task(String payment, int sequence, long token, int tries) {
        boolean isPayment() {
            return sequence == PAYMENT;
        }

        /** The id of the event that it is about. */
        String event() {
            return payment + "-" + sequence;
        }

        Task claimed() {
            return new Task(payment, sequence, token + 1, tries + 1);
        }
    }

    void insert(Handle handle, PaymentId payment, int sequence, Instant due) {
        handle.createUpdate(INSERT)
                .bind("payment", payment.value())
                .bind("sequence", sequence)
                .bind("due", due)
                .execute();
    }

    List<Task> due(Handle handle, Instant now, int limit) {
        return handle.createQuery(DUE)
                .bind("now", now)
                .bind("limit", limit)
                .map((row, context) -> new Task(row.getString(1), row.getInt(2), row.getLong(3), row.getInt(4)))
                .list();
    }

    Optional<Task> free(Handle handle, PaymentId payment, Instant now) {
        return handle.createQuery(FREE)
                .bind("payment", payment.value())
                .bind("now", now)
                .map((row, context) -> new Task(row.getString(1), row.getInt(2), row.getLong(3), row.getInt(4)))
                .findOne();
    }

    /** Writes the claims as they are given. */
    void claim(Handle handle, Collection<Task> claimed, Instant now, Duration lease) {
        if (claimed.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(CLAIM);
        for (Task task : claimed) {
            batch.bind("payment", task.payment())
                    .bind("sequence", task.sequence())
                    .bind("token", task.token())
                    .bind("tries", task.tries())
                    .bind("until", now.plus(lease))
                    .add();
        }
        batch.execute();
    }

    boolean holds(Handle handle, PaymentId payment, int sequence, long token) {
        return handle.createQuery(HELD)
                        .bind("payment", payment.value())
                        .bind("sequence", sequence)
                        .bind("token", token)
                        .mapTo(int.class)
                        .one()
                == 1;
    }

    void reschedule(Handle handle, PaymentId payment, int sequence, Instant due, int tries) {
        handle.createUpdate(RESCHEDULE)
                .bind("payment", payment.value())
                .bind("sequence", sequence)
                .bind("due", due)
                .bind("tries", tries)
                .execute();
    }

    /** Makes the payment's work due now, unless somebody works on it: they will see what changed. */
    void hurry(Handle handle, PaymentId payment, Instant now) {
        handle.createUpdate(HURRY)
                .bind("payment", payment.value())
                .bind("now", now)
                .execute();
    }

    void done(Handle handle, PaymentId payment, int sequence) {
        end(handle, payment, sequence, "DONE", "");
    }

    /** Keeps it as a dead letter. */
    void dead(Handle handle, PaymentId payment, int sequence, String reason) {
        end(handle, payment, sequence, "DEAD", reason);
    }

    private void end(Handle handle, PaymentId payment, int sequence, String outcome, String reason) {
        handle.createUpdate(END)
                .bind("payment", payment.value())
                .bind("sequence", sequence)
                .bind("outcome", outcome)
                .bind("reason", reason)
                .execute();
    }
}
