package dev.crema.ledger.sql;

import dev.crema.books.Acceptance;
import dev.crema.books.Accepted;
import dev.crema.books.Claimed;
import dev.crema.books.History;
import dev.crema.books.HostTransaction;
import dev.crema.books.PaymentBooks;
import dev.crema.channel.ChannelFact;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PaymentPostings;
import dev.crema.ledger.chart.PostingRules;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The records of payments in SQL: each verb of {@link PaymentBooks} as one transaction. Rows are locked in one order
 * everywhere, a payment before its task and both before accounts, and accounts by their names.
 */
public abstract class PaymentRecords implements PaymentBooks {
    private final Database database;
    private final HostTransaction host;
    private final Acceptor acceptor;
    private final Claims claims;
    private final Settlement settlement;
    private final PaymentTable payments = new PaymentTable();
    private final AttemptTable attempts = new AttemptTable();
    private final TaskTable tasks = new TaskTable();
    private final StoryTable stories;
    private final ReferenceTable references;

    protected PaymentRecords(Database database, HostTransaction host, ChartOfAccounts chart, PostingRules rules) {
        this.database = database;
        this.host = host;
        this.stories = new StoryTable(database.dialect());
        this.references = new ReferenceTable(database.dialect());
        Bookings bookings = new Bookings(database.dialect(), chart, new PaymentPostings(rules, chart));
        this.acceptor = new Acceptor(payments, tasks, stories, references, bookings);
        this.claims = new Claims(payments, tasks, attempts, stories);
        this.settlement = new Settlement(payments, tasks, attempts, stories, bookings);
    }

    @Override
    public HostTransaction hostTransaction() {
        return host;
    }

    @Override
    public Accepted accept(Acceptance acceptance) {
        return database.writeIdempotent(handle -> acceptor.accept(handle, acceptance));
    }

    @Override
    public List<Claimed> claim(Instant now, Duration lease, int limit) {
        return database.write(handle -> claims.due(handle, now, lease, limit));
    }

    @Override
    public Optional<Claimed.Call> claim(PaymentId payment, Instant now, Duration lease) {
        return database.write(handle -> claims.one(handle, payment, now, lease));
    }

    @Override
    public Payment settle(Claimed.Call call, ChannelFact fact, Terms terms) {
        return database.writeIdempotent(handle -> settlement.settle(handle, call, fact, terms));
    }

    @Override
    public Payment lapse(Claimed.Call call, Instant now) {
        return database.writeIdempotent(handle -> settlement.lapse(handle, call, now));
    }

    @Override
    public void postpone(Claimed.Call call, Optional<Instant> retryAt, String reason) {
        database.write(handle -> {
            settlement.postpone(handle, call, retryAt, reason);
            return call;
        });
    }

    @Override
    public Payment receive(ChannelFact fact, Terms terms) {
        return database.writeIdempotent(handle -> settlement.receive(handle, fact, terms));
    }

    @Override
    public Payment capture(Scope scope, PaymentId payment, Instant now) {
        return database.writeIdempotent(handle -> settlement.capture(handle, scope, payment, now));
    }

    @Override
    public Payment cancel(Scope scope, PaymentId payment, Instant now) {
        return database.writeIdempotent(handle -> settlement.cancel(handle, scope, payment, now));
    }

    @Override
    public void delivered(Claimed.Delivery delivery, Instant now) {
        database.write(handle -> {
            if (holds(handle, delivery)) {
                tasks.done(
                        handle,
                        delivery.event().paymentId(),
                        delivery.event().details().sequence());
            }
            return delivery;
        });
    }

    @Override
    public void undelivered(Claimed.Delivery delivery, Optional<Instant> retryAt, String reason) {
        PaymentId payment = delivery.event().paymentId();
        int sequence = delivery.event().details().sequence();
        database.write(handle -> {
            if (holds(handle, delivery)) {
                retryAt.ifPresentOrElse(
                        at -> tasks.reschedule(handle, payment, sequence, at, delivery.tries()),
                        () -> tasks.dead(handle, payment, sequence, reason));
            }
            return delivery;
        });
    }

    private boolean holds(Handle handle, Claimed.Delivery delivery) {
        return tasks.holds(
                handle, delivery.event().paymentId(), delivery.event().details().sequence(), delivery.token());
    }

    @Override
    public Optional<Payment> find(Scope scope, PaymentId payment) {
        return database.read(handle -> payments.find(handle, scope, payment));
    }

    @Override
    public Optional<Payment> find(Scope scope, Form form, Reference reference) {
        return database.read(handle -> references
                .find(handle, scope, form, reference)
                .flatMap(bearer -> payments.find(handle, scope, bearer.payment())));
    }

    @Override
    public Optional<History> history(Scope scope, PaymentId id) {
        return database.read(handle -> payments.find(handle, scope, id)
                .map(payment -> new History(
                        payment,
                        stories.transitions(handle, id),
                        attempts.of(handle, id),
                        payments.about(handle, payment, Form.TOP_UP),
                        payments.about(handle, payment, Form.REFUND),
                        stories.differences(handle, id))));
    }
}
