package dev.crema.ledger.sql;

import dev.crema.books.History.Transition;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentReturned;
import dev.crema.money.Money;
import dev.crema.payment.Difference;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What is written once and never changed: the states a payment was in, its events, and its differences. */
final class StoryTable {
    private static final String INSERT_TRANSITION = """
            insert into crema_transition (payment_id, version, state, entered_at)
            values (:payment, :version, :state, :at)
            """;

    private static final String TRANSITIONS = """
            select version, state, entered_at from crema_transition where payment_id = :payment order by version
            """;

    private static final String INSERT_EVENT = """
            insert into crema_event (payment_id, sequence, state, reason_code, reason_message, occurred_at)
            values (:payment, :sequence, :state, :reasonCode, :reasonMessage, :at)
            """;

    private static final String EVENTS = """
            select e.payment_id, e.sequence, e.state, e.reason_code, e.reason_message, e.occurred_at,
                p.scope, p.reference, p.form, p.amount_minor, p.currency, p.context
            from crema_event e join crema_payment p on p.payment_id = e.payment_id
            where e.payment_id in (<payments>)
            """;

    private static final String INSERT_DIFFERENCE = """
            insert into crema_difference (payment_id, difference_key, kind, moved_minor, currency, found_at)
            values (:payment, :key, :kind, :moved, :currency, :at)
            """;

    private static final String DIFFERENCES = """
            select difference_key, kind, moved_minor, currency, found_at from crema_difference
            where payment_id = :payment
            order by found_at, difference_key
            """;

    private final Dialect dialect;

    StoryTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Records that the payments have come to the states they are in. */
    void entered(Handle handle, Collection<Payment> payments) {
        if (payments.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(INSERT_TRANSITION);
        for (Payment payment : payments) {
            batch.bind("payment", payment.id().value())
                    .bind("version", payment.version())
                    .bind("state", payment.state())
                    .bind("at", payment.updatedAt())
                    .add();
        }
        batch.execute();
    }

    List<Transition> transitions(Handle handle, PaymentId payment) {
        return handle.createQuery(TRANSITIONS)
                .bind("payment", payment.value())
                .map((row, context) -> new Transition(
                        row.getInt("version"),
                        PaymentState.valueOf(row.getString("state")),
                        Instants.read(row, "entered_at")))
                .list();
    }

    /** In the place of a state: what had gone out came back, and the state stayed. */
    private static final String RETURNED = "RETURNED";

    void happened(Handle handle, PaymentReturned event) {
        happened(handle, RETURNED, event);
    }

    void happened(Handle handle, Payment ended, PaymentEvent event) {
        happened(handle, ended.state().name(), event);
    }

    private static void happened(Handle handle, String state, PaymentEvent event) {
        handle.createUpdate(INSERT_EVENT)
                .bind("payment", event.paymentId().value())
                .bind("sequence", event.details().sequence())
                .bind("state", state)
                .bind("reasonCode", event.details().reason().map(Reason::code))
                .bind("reasonMessage", event.details().reason().map(Reason::message))
                .bind("at", event.details().at())
                .execute();
    }

    List<PaymentEvent> events(Handle handle, Collection<String> payments) {
        return payments.isEmpty()
                ? List.of()
                : handle.createQuery(EVENTS)
                        .bindList("payments", List.copyOf(payments))
                        .map((row, context) -> event(row))
                        .list();
    }

    /** Returns whether this difference was not known before. */
    boolean differs(Handle handle, Difference difference) {
        return dialect.insertIfAbsent(
                handle,
                INSERT_DIFFERENCE,
                insert -> insert.bind("payment", difference.payment().value())
                        .bind("key", difference.key())
                        .bind("kind", difference.kind())
                        .bind("moved", difference.moved().minor())
                        .bind("currency", difference.moved().currency().code())
                        .bind("at", difference.foundAt()));
    }

    boolean knows(Handle handle, Difference difference) {
        return differences(handle, difference.payment()).stream()
                .anyMatch(known -> known.key().equals(difference.key()));
    }

    List<Difference> differences(Handle handle, PaymentId payment) {
        return handle.createQuery(DIFFERENCES)
                .bind("payment", payment.value())
                .map((row, context) -> new Difference(
                        payment,
                        row.getString(1),
                        Difference.Kind.valueOf(row.getString(2)),
                        Money.ofMinor(row.getString(4), row.getLong(3)),
                        Instants.read(row, "found_at")))
                .list();
    }

    private static PaymentEvent event(ResultSet row) throws SQLException {
        PaymentEvent.Details details = new PaymentEvent.Details(
                new PaymentId(row.getString("payment_id")),
                new Scope(row.getString("scope")),
                new Reference(row.getString("reference")),
                Form.valueOf(row.getString("form")),
                Money.ofMinor(row.getString("currency"), row.getLong("amount_minor")),
                row.getInt("sequence"),
                PaymentRow.reason(row),
                ContextText.read(row.getString("context")),
                Instants.read(row, "occurred_at"));
        String state = row.getString("state");
        return state.equals(RETURNED)
                ? new PaymentReturned(details)
                : PaymentEvent.of(PaymentState.valueOf(state), details);
    }
}
