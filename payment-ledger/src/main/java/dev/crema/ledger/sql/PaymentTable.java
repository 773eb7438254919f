package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The rows of payments. */
final class PaymentTable {
    private static final String INSERT = """
            insert into crema_payment (payment_id, scope, reference, form, state, version, amount_minor, currency,
                refunded_minor, capturing_minor, captured_minor, channel, from_account, into_account, original_id, movement_id,
                order_id, payee_account, payee_name, subject, return_to, options, authorized_for_s, deadline, review_until, cancel_requested,
                next_action, next_content, authorization_id, authorized_until, transaction_id, fee_minor, reason_code,
                reason_message, attention, context, created_at, updated_at)
            values (:id, :scope, :reference, :form, :state, :version, :amount, :currency,
                :refunded, 0, 0, :channel, :from, :into, :original, :movement,
                :order, :payeeAccount, :payeeName, :subject, :returnTo, :options, :authorizedFor, :deadline, :reviewUntil, :cancelRequested,
                :nextAction, :nextContent, :authorizationId, :authorizedUntil, :transactionId, :fee, :reasonCode,
                :reasonMessage, :attention, :context, :createdAt, :updatedAt)
            """;

    // The version as it was read is the lock: two writers, one winner. A refund's share is kept by its own statement.
    private static final String UPDATE = """
            update crema_payment
            set state = :state, version = :version, deadline = :deadline, review_until = :reviewUntil,
                cancel_requested = :cancelRequested, next_action = :nextAction,
                next_content = :nextContent, authorization_id = :authorizationId,
                authorized_until = :authorizedUntil, transaction_id = :transactionId, fee_minor = :fee,
                reason_code = :reasonCode, reason_message = :reasonMessage, attention = :attention,
                updated_at = :updatedAt
            where payment_id = :id and version = :versionBefore
            """;

    // The table's check is what keeps refunds within the original; the row is locked by whoever gets here.
    private static final String RESERVE = """
            update crema_payment set refunded_minor = refunded_minor + :amount where payment_id = :id
            """;

    // As with refunds: the table's check is what keeps captures within what was authorized.
    private static final String CAPTURE = """
            update crema_payment
            set capturing_minor = capturing_minor + :onTheWay, captured_minor = captured_minor + :taken
            where payment_id = :id
            """;

    private static final String NEED = """
            update crema_payment set attention = 'DIFFERENCE' where payment_id = :id and attention is null
            """;

    private static final String SETTLED = """
            update crema_payment set attention = null where payment_id = :id and attention = 'DIFFERENCE'
            """;

    private static final String SELECT = """
            select payment_id, scope, reference, form, state, version, amount_minor, currency, refunded_minor,
                capturing_minor, captured_minor, channel, from_account, into_account, original_id, movement_id, order_id,
                payee_account, payee_name, subject, return_to, options, authorized_for_s, deadline, review_until, cancel_requested, next_action,
                next_content, authorization_id, authorized_until, transaction_id, fee_minor, reason_code,
                reason_message, attention, context, created_at, updated_at
            from crema_payment
            """;

    private static final String FIND = SELECT + "where payment_id = :id and scope = :scope";
    private static final String LOCK = SELECT + "where payment_id = :id for update";
    private static final String FIND_ALL = SELECT + "where payment_id in (<ids>)";
    private static final String LOCK_FREE = FIND_ALL + " order by payment_id for update skip locked";
    private static final String LOCK_DEPENDENT =
            FIND_ALL + " and original_id is not null order by payment_id for update";
    private static final String LOCK_ALL = FIND_ALL + " order by payment_id for update";
    private static final String EXISTING = "select payment_id from crema_payment where payment_id in (<ids>)";
    private static final String ABOUT =
            SELECT + "where original_id = :id and scope = :scope and form = :form order by created_at, payment_id";

    private static final String RETURNED = """
            select original_id, sum(amount_minor) from crema_payment
            where original_id in (<ids>) and form = 'REFUND' and state = 'SUCCEEDED'
            group by original_id
            """;

    void insert(Handle handle, Payment payment) {
        handle.createUpdate(INSERT)
                .bind("scope", payment.scope().name())
                .bind("reference", payment.reference().value())
                .bind("form", payment.form())
                .bind("amount", payment.amount().minor())
                .bind("currency", payment.amount().currency().code())
                .bind("refunded", payment.refunded().minor())
                .bind("channel", payment.channel())
                .bind("from", payment.from().map(Object::toString))
                .bind("into", payment.into().map(Object::toString))
                .bind("subject", payment.request().subject())
                .bind("createdAt", payment.createdAt())
                .bind("context", ContextText.write(payment.context()))
                .bindMap(PaymentRow.request(payment.request()))
                .bindMap(PaymentRow.progress(payment))
                .execute();
    }

    /** Writes what changed between the two; nothing else may have changed it meanwhile. */
    void update(Handle handle, Payment before, Payment next) {
        updateAll(handle, List.of(new Change(before, next)));
    }

    /** A payment before and after. */
    record Change(Payment before, Payment next) {}

    void updateAll(Handle handle, Collection<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(UPDATE);
        for (Change change : changes) {
            batch.bind("versionBefore", change.before().version())
                    .bindMap(PaymentRow.progress(change.next()))
                    .add();
        }
        for (int count : batch.execute()) {
            if (count != 1) {
                throw new ConcurrencyException("a payment changed while it was locked; nothing was written");
            }
        }
    }

    /** Adds to what is refunded of a payment, or takes back with a negative amount. The row must be locked. */
    void reserve(Handle handle, PaymentId original, Money amount) {
        handle.createUpdate(RESERVE)
                .bind("id", original.value())
                .bind("amount", amount.minor())
                .execute();
    }

    /** What needed nobody needs a person because of its differences again. The row must be locked. */
    void needDifferences(Handle handle, PaymentId payment) {
        handle.createUpdate(NEED).bind("id", payment.value()).execute();
    }

    /** What needed a person because of its differences needs nobody any more. The row must be locked. */
    void settleDifferences(Handle handle, PaymentId payment) {
        handle.createUpdate(SETTLED).bind("id", payment.value()).execute();
    }

    Optional<Payment> find(Handle handle, Scope scope, PaymentId id) {
        return one(handle.createQuery(FIND).bind("scope", scope.name()), id);
    }

    Optional<Payment> lock(Handle handle, PaymentId id) {
        return one(handle.createQuery(LOCK), id);
    }

    /**
     * Locks those that nobody else has locked, and leaves the others out.
     *
     * @param unreadable is told of a row that can not be read, with the reason; one such row must not stop the others
     */
    List<Payment> lockFree(Handle handle, Collection<String> ids, BiConsumer<String, String> unreadable) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return handle
                .createQuery(LOCK_FREE)
                .bindList("ids", List.copyOf(ids))
                .map((row, context) -> {
                    try {
                        return Optional.of(PaymentRow.read(row, context));
                    } catch (RuntimeException e) {
                        unreadable.accept(row.getString("payment_id"), "its row can not be read: " + e.getMessage());
                        return Optional.<Payment>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Locks all of them: first those that are about another payment, since their end locks that other after them. */
    void lockAll(Handle handle, Collection<String> ids) {
        if (!ids.isEmpty()) {
            lock(handle, LOCK_DEPENDENT, ids);
            lock(handle, LOCK_ALL, ids);
        }
    }

    private static void lock(Handle handle, String query, Collection<String> ids) {
        handle.createQuery(query)
                .bindList("ids", List.copyOf(ids))
                .map((row, context) -> row.getString("payment_id"))
                .list();
    }

    /** What was given back of each of them, in minor units; those of which nothing was are left out. */
    Map<String, Long> returned(Handle handle, Collection<String> ids) {
        Map<String, Long> returned = new HashMap<>();
        if (!ids.isEmpty()) {
            handle.createQuery(RETURNED)
                    .bindList("ids", List.copyOf(ids))
                    .map((row, context) -> returned.put(row.getString(1), row.getLong(2)))
                    .list();
        }
        return returned;
    }

    /** Those of the ids that are payments, locked or not. */
    Set<String> existing(Handle handle, Collection<String> ids) {
        return ids.isEmpty()
                ? Set.of()
                : handle.createQuery(EXISTING)
                        .bindList("ids", List.copyOf(ids))
                        .mapTo(String.class)
                        .set();
    }

    List<Payment> findAll(Handle handle, Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : handle.createQuery(FIND_ALL)
                        .bindList("ids", List.copyOf(ids))
                        .map(PaymentRow::read)
                        .list();
    }

    /** Changes what captures on their way would take of an authorized payment, and have taken. The row must be locked. */
    void capture(Handle handle, PaymentId authorized, Money onTheWay, Money taken) {
        handle.createUpdate(CAPTURE)
                .bind("id", authorized.value())
                .bind("onTheWay", onTheWay.minor())
                .bind("taken", taken.minor())
                .execute();
    }

    /** The payments of a form that are about this one: its refunds, or its captures. */
    List<Payment> about(Handle handle, Payment original, Form form) {
        return handle.createQuery(ABOUT)
                .bind("id", original.id().value())
                .bind("scope", original.scope().name())
                .bind("form", form)
                .map(PaymentRow::read)
                .list();
    }

    private static Optional<Payment> one(Query query, PaymentId id) {
        return query.bind("id", id.value()).map(PaymentRow::read).findOne();
    }
}
