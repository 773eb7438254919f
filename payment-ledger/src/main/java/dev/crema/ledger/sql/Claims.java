package dev.crema.ledger.sql;

import dev.crema.books.Claimed;
import dev.crema.books.Room;
import dev.crema.ledger.sql.TaskTable.Task;
import dev.crema.payment.Attempt;
import dev.crema.payment.ChannelReference;
import dev.crema.payment.Lifecycle;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.payment.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** T2: takes what is due under a lease, and writes an attempt for each call that will be made. */
final class Claims {
    private static final Logger log = LoggerFactory.getLogger(Claims.class);

    private static final Duration PARKED = Duration.ofHours(1);

    private final PaymentTable payments;
    private final TaskTable tasks;
    private final AttemptTable attempts;
    private final StoryTable stories;

    Claims(PaymentTable payments, TaskTable tasks, AttemptTable attempts, StoryTable stories) {
        this.payments = payments;
        this.tasks = tasks;
        this.attempts = attempts;
        this.stories = stories;
    }

    List<Claimed.Call> due(Handle handle, Instant now, Duration lease, Room room) {
        return calls(handle, tasks.due(handle, now, room), now, lease);
    }

    Optional<Claimed.Call> one(Handle handle, PaymentId payment, Instant now, Duration lease) {
        List<Task> free = tasks.free(handle, payment, now).stream().toList();
        return calls(handle, free, now, lease).stream().findFirst();
    }

    private List<Claimed.Call> calls(Handle handle, List<Task> due, Instant now, Duration lease) {
        if (due.isEmpty()) {
            return List.of();
        }
        Map<String, Payment> locked = lock(handle, due, now);
        Map<String, List<Attempt>> made = attempts.byPayment(handle, locked.keySet());
        Map<String, Payment> originals = originals(handle, locked.values());
        List<Preparation> prepared = due.stream()
                .flatMap(task -> Optional.ofNullable(locked.get(task.payment()))
                        .flatMap(payment ->
                                Preparation.of(payment, task, made.getOrDefault(task.payment(), List.of()), now))
                        .stream())
                .toList();
        park(handle, due, locked, prepared, now);
        write(handle, prepared, now, lease);
        return prepared.stream().map(preparation -> preparation.call(originals)).toList();
    }

    /** What was due and has nothing to be done waits for its time, or for whoever hurries it. */
    private void park(
            Handle handle, List<Task> due, Map<String, Payment> locked, List<Preparation> prepared, Instant now) {
        Set<String> busy = prepared.stream()
                .map(preparation -> preparation.payment().id().value())
                .collect(Collectors.toSet());
        for (Task task : due) {
            Payment idle = locked.get(task.payment());
            if (idle != null && !busy.contains(task.payment()) && idle.state().isTerminal()) {
                tasks.done(handle, idle.id(), now);
            } else if (idle != null && !busy.contains(task.payment())) {
                Instant next = idle.setAsideUntil().filter(now::isBefore).orElse(now.plus(PARKED));
                tasks.reschedule(handle, idle, next, 0);
            }
        }
    }

    /** Work that can never be done is a dead letter at once, so that it does not stand in the way of the rest. */
    private Map<String, Payment> lock(Handle handle, List<Task> due, Instant now) {
        Map<String, String> poisoned = new HashMap<>();
        List<String> ids = due.stream().map(Task::payment).toList();
        Map<String, Payment> locked = payments.lockFree(handle, ids, poisoned::put).stream()
                .collect(Collectors.toMap(payment -> payment.id().value(), Function.identity()));
        // Whoever holds a payment's row may be about to change this very task: it is left to the next look.
        List<String> others = ids.stream()
                .filter(id -> !locked.containsKey(id) && !poisoned.containsKey(id))
                .toList();
        Set<String> existing = payments.existing(handle, others);
        others.stream().filter(id -> !existing.contains(id)).forEach(id -> poisoned.put(id, "its payment is missing"));
        poisoned.forEach((id, reason) -> bury(handle, id, now, reason));
        return locked;
    }

    private void bury(Handle handle, String payment, Instant now, String reason) {
        log.error("the work of payment {} is a dead letter: {}", payment, reason);
        tasks.dead(handle, new PaymentId(payment), now, new Reason("", reason).message());
    }

    private void write(Handle handle, List<Preparation> prepared, Instant now, Duration lease) {
        List<PaymentTable.Change> changes = prepared.stream()
                .filter(Preparation::begins)
                .map(preparation -> new PaymentTable.Change(preparation.payment(), preparation.next()))
                .toList();
        payments.updateAll(handle, changes);
        stories.entered(handle, changes.stream().map(PaymentTable.Change::next).toList());
        attempts.insertAll(
                handle,
                prepared.stream()
                        .flatMap(preparation -> preparation.attempt().stream())
                        .toList());
        tasks.claim(handle, prepared.stream().map(Preparation::task).toList(), now, lease);
    }

    private Map<String, Payment> originals(Handle handle, Collection<Payment> locked) {
        List<String> ids = locked.stream()
                .flatMap(payment -> payment.request().original().stream())
                .map(PaymentId::value)
                .distinct()
                .toList();
        return payments.findAll(handle, ids).stream()
                .collect(Collectors.toMap(payment -> payment.id().value(), Function.identity()));
    }

    /** One payment made ready for its call. */
    private record Preparation(Payment payment, Payment next, Work work, Optional<Attempt> attempt, Task task) {
        /** Empty while there is nothing to do but wait. */
        static Optional<Preparation> of(Payment payment, Task task, List<Attempt> made, Instant now) {
            return Lifecycle.work(payment, AttemptTable.lastSend(made), now)
                    .map(work -> of(payment, task.claimed(), made.size() + 1, work, now));
        }

        private static Preparation of(Payment payment, Task task, int number, Work work, Instant now) {
            boolean begins = work == Work.SEND && payment.state() != PaymentState.PROCESSING;
            Payment next = begins ? payment.become(PaymentState.PROCESSING, now) : payment;
            Attempt attempt = new Attempt(
                    number,
                    work,
                    payment.channel(),
                    ChannelReference.first(payment.id()),
                    now,
                    Optional.empty(),
                    Optional.empty(),
                    "");
            return new Preparation(payment, next, work, Optional.of(attempt).filter(call -> work != Work.LAPSE), task);
        }

        boolean begins() {
            return next.version() != payment.version();
        }

        Claimed.Call call(Map<String, Payment> originals) {
            Optional<Payment> original =
                    next.request().original().flatMap(id -> Optional.ofNullable(originals.get(id.value())));
            return new Claimed.Call(next, original, work, attempt, task.tries(), task.token());
        }
    }
}
