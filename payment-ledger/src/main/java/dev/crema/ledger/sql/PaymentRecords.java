package dev.crema.ledger.sql;

import dev.crema.books.Acceptance;
import dev.crema.books.Accepted;
import dev.crema.books.Audience;
import dev.crema.books.Claimed;
import dev.crema.books.DeadLetter;
import dev.crema.books.History;
import dev.crema.books.HostTransaction;
import dev.crema.books.PaymentBooks;
import dev.crema.books.Progressed;
import dev.crema.books.Room;
import dev.crema.books.TradeHistory;
import dev.crema.books.Trail;
import dev.crema.channel.ChannelFact;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.event.PaymentEvent;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PaymentPostings;
import dev.crema.ledger.chart.PostingRules;
import dev.crema.ledger.sql.DeliveryTable.Delivery;
import dev.crema.payment.Decision;
import dev.crema.payment.Evidence;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.Terms;
import dev.crema.trade.Mover;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The records of payments in SQL: each verb of {@link PaymentBooks} as one transaction. Rows are locked in one order
 * everywhere, a payment before its task and both before accounts, and accounts by their names.
 */
public abstract class PaymentRecords implements PaymentBooks {
    private final Database database;
    private final HostTransaction host;
    private final Acceptor acceptor;
    private final TransfersTogether transfers;
    private final Claims claims;
    private final Settlement settlement;
    private final TradeRecords trades;
    private final TradeClaims tradeClaims = new TradeClaims();
    private final Deliveries<PaymentEvent, Claimed.Delivery> deliveries;
    private final Deliveries<TradeEvent, Claimed.TradeDelivery> tradeDeliveries;
    private final PaymentTable payments = new PaymentTable();
    private final AttemptTable attempts = new AttemptTable();
    private final TaskTable tasks = new TaskTable();
    private final DeadLetterTable deadLetters = new DeadLetterTable();
    private final Purge purge = new Purge();
    private final StoryTable stories;
    private final ReferenceTable references;

    protected PaymentRecords(
            Database database, SqlLedger ledger, HostTransaction host, ChartOfAccounts chart, PostingRules rules) {
        this.database = database;
        this.host = host;
        this.stories = new StoryTable(database.dialect());
        this.references = new ReferenceTable(database.dialect());
        Bookings bookings = new Bookings(database.dialect(), chart, new PaymentPostings(rules, chart));
        DeliveryTable told = DeliveryTable.ofPayments();
        DeliveryTable toldOfTrades = DeliveryTable.ofTrades();
        this.transfers = new TransfersTogether(database, ledger, bookings);
        PaidOrders paidOrders = new PaidOrders(database.dialect());
        this.acceptor = new Acceptor(payments, tasks, stories, told, references, bookings, paidOrders);
        this.claims = new Claims(payments, tasks, attempts, stories);
        this.settlement = new Settlement(
                payments,
                tasks,
                attempts,
                stories,
                told,
                bookings,
                paidOrders,
                new Remedying(payments, stories, bookings, acceptor, told));
        this.deliveries = Deliveries.ofPayments(told, stories);
        this.tradeDeliveries = Deliveries.ofTrades(toldOfTrades, new TradeTable());
        this.trades = new TradeRecords(
                new TradePaymentTable(payments, attempts), references, acceptor, settlement, toldOfTrades, paidOrders);
    }

    @Override
    public HostTransaction hostTransaction() {
        return host;
    }

    @Override
    public Accepted accept(Acceptance acceptance) {
        return transfers
                .accept(acceptance)
                .orElseGet(() -> database.writeIdempotent(handle -> acceptor.accept(handle, acceptance)));
    }

    @Override
    public Optional<Payment> bearer(Scope scope, PaymentRequest request) {
        return database.read(handle -> acceptor.bearer(handle, scope, request));
    }

    @Override
    public Optional<Trade> bearer(Scope scope, Reference reference, String fingerprint) {
        return database.read(handle -> trades.bearer(handle, scope, reference, fingerprint));
    }

    @Override
    public List<Claimed.Call> claim(Instant now, Duration lease, Room channels) {
        return database.write(handle -> claims.due(handle, now, lease, channels));
    }

    @Override
    public List<Claimed.Delivery> claimDeliveries(
            Instant now, Duration lease, Room listeners, Audience<PaymentEvent> audience) {
        return database.write(handle -> deliveries.due(handle, now, lease, listeners, audience));
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
    public void postpone(Claimed.Call call, Instant now, Optional<Instant> retryAt, String reason) {
        database.write(handle -> {
            settlement.postpone(handle, call, now, retryAt, reason);
            return call;
        });
    }

    @Override
    public Payment receive(ChannelFact fact, Terms terms) {
        return database.writeIdempotent(handle -> settlement.receive(handle, fact, terms));
    }

    @Override
    public Payment resolve(Scope scope, PaymentId payment, Evidence evidence, Decision decision, Terms terms) {
        return database.writeIdempotent(
                handle -> settlement.resolve(handle, scope, payment, evidence, decision, terms));
    }

    @Override
    public Payment remedy(Scope scope, PaymentId payment, String difference, Decision decision, Terms terms) {
        return database.writeIdempotent(
                handle -> settlement.remedy(handle, scope, payment, difference, decision, terms));
    }

    @Override
    public Payment release(Scope scope, PaymentId payment, Decision decision) {
        return database.writeIdempotent(handle -> settlement.release(handle, scope, payment, decision));
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
            deliveries.delivered(handle, Delivery.of(delivery), now);
            return delivery;
        });
    }

    @Override
    public void undelivered(Claimed.Delivery delivery, Instant now, Optional<Instant> retryAt, String reason) {
        database.write(handle -> {
            deliveries.undelivered(handle, Delivery.of(delivery), now, retryAt, reason);
            return delivery;
        });
    }

    @Override
    public List<DeadLetter> deadLetters(Scope scope, Optional<DeadLetter.Id> after, int limit) {
        return database.read(handle -> deadLetters.list(handle, scope, after, limit));
    }

    @Override
    public Optional<DeadLetter> deadLetter(Scope scope, DeadLetter.Id id) {
        return database.read(handle -> deadLetters.find(handle, scope, id));
    }

    @Override
    public boolean replay(Scope scope, DeadLetter.Id id, Instant now) {
        return database.write(handle -> deadLetters.replay(handle, scope, id, now));
    }

    @Override
    public boolean discard(Scope scope, DeadLetter.Id id, Decision decision) {
        return database.write(handle -> deadLetters.discard(handle, scope, id, decision));
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return database.write(handle -> purge.run(handle, endedBefore, limit));
    }

    @Override
    public Instant now() {
        return database.read(
                handle -> handle.createQuery("select " + database.dialect().clock() + " as now")
                        .map((row, context) -> Instants.read(row, "now"))
                        .one());
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
                        stories.differences(handle, id),
                        SuspenseTable.of(handle, id),
                        DecisionTable.OF_PAYMENTS.of(handle, id.value()))));
    }

    @Override
    public Progressed begin(Trade trade, String fingerprint, Mover mover, Instant due) {
        return database.writeIdempotent(handle -> trades.begin(handle, trade, fingerprint, mover, due));
    }

    @Override
    public List<Claimed.Advance> claimTrades(Instant now, Duration lease, int limit) {
        return database.write(handle -> tradeClaims.due(handle, now, lease, limit));
    }

    @Override
    public List<Claimed.TradeDelivery> claimTradeDeliveries(
            Instant now, Duration lease, Room listeners, Audience<TradeEvent> audience) {
        return database.write(handle -> tradeDeliveries.due(handle, now, lease, listeners, audience));
    }

    @Override
    public Progressed advance(TradeId trade, Mover mover, Instant now, Instant due) {
        return database.writeIdempotent(handle -> trades.advance(handle, trade, mover, now, due));
    }

    @Override
    public Progressed turn(
            Scope scope, TradeId trade, UnaryOperator<Trade> decision, Mover mover, Instant now, Instant due) {
        return database.writeIdempotent(handle -> trades.turn(handle, scope, trade, decision, mover, now, due));
    }

    @Override
    public Progressed release(Scope scope, TradeId trade, Decision decision, Mover mover, Instant due) {
        return database.writeIdempotent(handle -> trades.release(handle, scope, trade, decision, mover, due));
    }

    @Override
    public void postpone(Claimed.Advance work, Instant now, Optional<Instant> retryAt, String reason) {
        database.write(handle -> {
            tradeClaims.putOff(handle, work, now, retryAt, reason);
            return work;
        });
    }

    @Override
    public void delivered(Claimed.TradeDelivery delivery, Instant now) {
        database.write(handle -> {
            tradeDeliveries.delivered(handle, Delivery.of(delivery), now);
            return delivery;
        });
    }

    @Override
    public void undelivered(Claimed.TradeDelivery delivery, Instant now, Optional<Instant> retryAt, String reason) {
        database.write(handle -> {
            tradeDeliveries.undelivered(handle, Delivery.of(delivery), now, retryAt, reason);
            return delivery;
        });
    }

    @Override
    public Optional<TradeHistory> tradeHistory(Scope scope, TradeId id) {
        return database.read(handle ->
                trades.history(handle, id).filter(found -> found.trade().scope().equals(scope)));
    }

    @Override
    public Optional<Trade> findTrade(Scope scope, TradeId trade) {
        return database.read(handle ->
                trades.find(handle, trade).filter(found -> found.scope().equals(scope)));
    }

    @Override
    public Optional<Trade> findTrade(Scope scope, Reference reference) {
        return database.read(handle ->
                references.findTrade(handle, scope, reference).flatMap(bearer -> trades.find(handle, bearer.trade())));
    }

    @Override
    public List<Trade> tradesOf(Scope scope, Reference order) {
        return database.read(handle -> trades.trades().ofOrder(handle, scope, order).stream()
                .flatMap(trade -> trades.find(handle, trade).stream())
                .toList());
    }

    @Override
    public Trail trail(History history) {
        return database.read(handle -> TrailTable.of(handle, history));
    }
}
