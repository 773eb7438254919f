package dev.crema.ledger.sql;

import dev.crema.books.Room;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The rows of payments' own work, one for each payment: which channel is to be called next, and when. */
final class TaskTable {
    private static final String INSERT = """
            insert into crema_task (payment_id, sequence, lane, due_at, token, tries)
            values (:payment, 0, :lane, :due, 0, 0)
            """;

    // Never "after the last one seen": a row may become visible after a later one. While leased, a row is due again
    // when its lease ends.
    private static final String DUE = """
            select payment_id, token, tries from crema_task
            where lane = :lane and due_at <= :now
            order by due_at
            limit :limit
            for update skip locked
            """;

    private static final String DUE_ELSEWHERE = """
            select payment_id, token, tries from crema_task
            where (<elsewhere>) and due_at <= :now
            order by due_at
            limit :limit
            for update skip locked
            """;

    private static final String FREE = """
            select payment_id, token, tries from crema_task
            where payment_id = :payment and sequence = 0 and outcome is null
                and (leased_until is null or leased_until <= :now)
            for update skip locked
            """;

    private static final String CLAIM = """
            update crema_task set token = :token, tries = :tries, leased_until = :until, due_at = :until
            where payment_id = :payment and sequence = 0
            """;

    private static final String HELD = """
            select count(*) from crema_task where payment_id = :payment and sequence = 0 and token = :token
            """;

    // What has ended stays ended, whoever ended it.
    private static final String RESCHEDULE = """
            update crema_task set lane = :lane, due_at = :due, leased_until = null, tries = :tries
            where payment_id = :payment and sequence = 0 and (outcome is null or outcome = 'HELD')
            """;

    // A dead letter comes back to life: somebody wants something of it.
    private static final String HURRY = """
            update crema_task set due_at = :now, tries = 0, outcome = null, reason = null, ended_at = null
            where payment_id = :payment and sequence = 0 and (outcome is null or outcome = 'DEAD')
                and (leased_until is null or leased_until <= :now)
            """;

    // While it was waited for, the ladder was climbed; only a dead letter begins another one.
    private static final String WAKE = """
            update crema_task
            set due_at = :now, tries = case when outcome is null then tries else 0 end,
                outcome = null, reason = null, ended_at = null
            where payment_id = :payment and sequence = 0 and (outcome is null or outcome = 'DEAD')
                and (leased_until is null or leased_until <= :now)
            """;

    private static final String END = """
            update crema_task
            set due_at = null, leased_until = null, outcome = :outcome, reason = :reason, ended_at = :now
            where payment_id = :payment and sequence = 0 and (outcome is null or outcome = 'HELD')
            """;

    // A dead letter from the first moment, but for its end, which is due.
    private static final String HELD_BACK = """
            update crema_task
            set due_at = :until, outcome = 'HELD', reason = :reason, ended_at = :now
            where payment_id = :payment and sequence = 0
            """;

    // Whoever is about to end it, as nobody seemed to release it, finds it released: nothing was sent.
    private static final String RELEASED = """
            update crema_task
            set due_at = :due, leased_until = null, tries = 0, outcome = null, reason = null, ended_at = null
            where payment_id = :payment and sequence = 0 and outcome = 'HELD'
            """;

    // What is finished is no dead letter any more, whoever finished it.
    private static final String DONE = """
            update crema_task
            set due_at = null, leased_until = null, outcome = 'DONE', reason = '', ended_at = :now
            where payment_id = :payment and sequence = 0 and (outcome is null or outcome in ('DEAD', 'HELD'))
            """;

    // There is something to do for a payment whose work had ended.
    private static final String REOPEN = """
            update crema_task
            set due_at = :due, leased_until = null, tries = 0, outcome = null, reason = null, ended_at = null
            where payment_id = :payment and sequence = 0 and outcome is not null
            """;

    /** A piece of work as it was found. */
    record Task(String payment, long token, int tries) {
        Task claimed() {
            return new Task(payment, token + 1, tries + 1);
        }
    }

    void insert(Handle handle, Payment payment, Instant due) {
        handle.createUpdate(INSERT)
                .bind("payment", payment.id().value())
                .bind("lane", payment.channel())
                .bind("due", due)
                .execute();
    }

    List<Task> due(Handle handle, Instant now, Room room) {
        List<Task> due = new ArrayList<>();
        room.open()
                .forEach(
                        (lane, free) -> due.addAll(tasks(handle.createQuery(DUE).bind("lane", lane), now, free)));
        if (room.elsewhere() > 0) {
            Query elsewhere = handle.createQuery(DUE_ELSEWHERE).define("elsewhere", Gaps.in("lane", room));
            due.addAll(tasks(Gaps.bind(elsewhere, room), now, room.elsewhere()));
        }
        return due;
    }

    private static List<Task> tasks(Query query, Instant now, int limit) {
        return query.bind("now", now)
                .bind("limit", limit)
                .map((row, context) -> new Task(row.getString(1), row.getLong(2), row.getInt(3)))
                .list();
    }

    Optional<Task> free(Handle handle, PaymentId payment, Instant now) {
        return handle.createQuery(FREE)
                .bind("payment", payment.value())
                .bind("now", now)
                .map((row, context) -> new Task(row.getString(1), row.getLong(2), row.getInt(3)))
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
                    .bind("token", task.token())
                    .bind("tries", task.tries())
                    .bind("until", now.plus(lease))
                    .add();
        }
        batch.execute();
    }

    boolean holds(Handle handle, PaymentId payment, long token) {
        return handle.createQuery(HELD)
                        .bind("payment", payment.value())
                        .bind("token", token)
                        .mapTo(int.class)
                        .one()
                == 1;
    }

    /** Makes the work due then, in the lane of the channel that the payment is at by now. */
    void reschedule(Handle handle, Payment payment, Instant due, int tries) {
        handle.createUpdate(RESCHEDULE)
                .bind("payment", payment.id().value())
                .bind("lane", payment.channel())
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

    /** As {@link #hurry}, when what was waited for has come. */
    void wake(Handle handle, PaymentId payment, Instant now) {
        handle.createUpdate(WAKE)
                .bind("payment", payment.value())
                .bind("now", now)
                .execute();
    }

    /** Makes work due that may have ended, and so long ago that it was deleted; what is open stays as it is. */
    void reopen(Handle handle, Payment payment, Instant due) {
        int reopened = handle.createUpdate(REOPEN)
                .bind("payment", payment.id().value())
                .bind("due", due)
                .execute();
        if (reopened == 0 && !exists(handle, payment.id())) {
            insert(handle, payment, due);
        }
    }

    private static boolean exists(Handle handle, PaymentId payment) {
        return handle.createQuery("select count(*) from crema_task where payment_id = :payment and sequence = 0")
                        .bind("payment", payment.value())
                        .mapTo(int.class)
                        .one()
                > 0;
    }

    void done(Handle handle, PaymentId payment, Instant now) {
        handle.createUpdate(DONE)
                .bind("payment", payment.value())
                .bind("now", now)
                .execute();
    }

    /** Keeps it for a person, and due when its time for that is over. */
    void heldBack(Handle handle, Payment payment, String reason) {
        handle.createUpdate(HELD_BACK)
                .bind("payment", payment.id().value())
                .bind("now", payment.createdAt())
                .bind("until", payment.reviewUntil().orElseThrow())
                .bind("reason", reason)
                .execute();
    }

    /** Makes work due then that was held back. */
    void released(Handle handle, PaymentId payment, Instant due) {
        handle.createUpdate(RELEASED)
                .bind("payment", payment.value())
                .bind("due", due)
                .execute();
    }

    /** Keeps it as a dead letter. */
    void dead(Handle handle, PaymentId payment, Instant now, String reason) {
        handle.createUpdate(END)
                .bind("payment", payment.value())
                .bind("now", now)
                .bind("outcome", "DEAD")
                .bind("reason", reason)
                .execute();
    }
}
