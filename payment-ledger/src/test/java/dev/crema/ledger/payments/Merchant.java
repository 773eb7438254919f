package dev.crema.ledger.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel;
import dev.crema.Payments;
import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Payee;
import dev.crema.context.Scope;
import dev.crema.event.PaymentEvent;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Balance;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.trade.TradeEvent;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** A merchant with a shop, a customer and two channels, of which most tests need one, on a database of its own, whose time the test moves. */
final class Merchant implements AutoCloseable {
    static final String SHOP = "merchant:cafe";
    static final String ANN = "wallet:ann";
    static final Payee PAYEE = Payee.of("ann@example.org");

    final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    final ModelChannel channel = new ModelChannel("model");
    final ModelChannel other = new ModelChannel("other");
    final List<TradeEvent> tradeEvents = Collections.synchronizedList(new ArrayList<>());
    final List<PaymentEvent> events = Collections.synchronizedList(new ArrayList<>());
    final TestDatabase database;
    private Books books;
    private Payments payments;

    private Merchant(TestDatabase database, BooksOptions options) {
        this.database = database;
        this.books = Books.on(database.dataSource(), options.creatingSchema());
        this.payments = start(books);
    }

    static Merchant on(TestDatabase.Kind kind) {
        return on(kind, BooksOptions.DEFAULT);
    }

    static Merchant on(TestDatabase.Kind kind, BooksOptions options) {
        return new Merchant(kind.create(), options);
    }

    Payments payments() {
        return payments;
    }

    Books books() {
        return books;
    }

    /** Another instance of the application on the same database, behind this data source. */
    Payments node(DataSource dataSource) {
        return start(Books.on(dataSource));
    }

    /** Another instance of the application whose host has transactions of its own. */
    Payments node(DataSource dataSource, HostTransaction host) {
        return start(Books.on(dataSource, BooksOptions.DEFAULT.joining(host)));
    }

    /** Another instance of the application, built with other rules. */
    Payments nodeWith(UnaryOperator<Payments.Builder> settings) {
        return settings.apply(builder(Books.on(database.dataSource()))).start();
    }

    private Payments start(Books on) {
        return builder(on).start();
    }

    private Payments.Builder builder(Books on) {
        return Payments.with(on)
                .channel(channel)
                .channel(other)
                .clock(clock)
                .workers(0)
                .onEvent(PaymentEvent.class, events::add)
                .onTrade(tradeEvents::add);
    }

    Payment topUp(String reference, String yuan) {
        return payments.topUp(TopUp.of(reference).amount("CNY", yuan).into(SHOP).through("model"));
    }

    /** A top-up in two phases, into the shop. */
    Payment authorize(String reference, String yuan) {
        return payments.topUp(TopUp.of(reference)
                .amount("CNY", yuan)
                .into(SHOP)
                .through("model")
                .authorized(Duration.ofDays(5)));
    }

    Payment capture(String reference, Payment authorized, String yuan) {
        return payments.capture(Capture.of(reference).payment(authorized.id()).amount("CNY", yuan));
    }

    Payment now(Payment payment) {
        return payments.payment(payment.id());
    }

    Payment fillWallet(String reference, String yuan) {
        return payments.topUp(TopUp.of(reference).amount("CNY", yuan).into(ANN).through("model"));
    }

    Payment withdraw(String reference, String yuan) {
        return payments.withdraw(Withdrawal.of(reference)
                .amount("CNY", yuan)
                .from(ANN)
                .through("model")
                .to(PAYEE));
    }

    Payment transfer(String reference, String yuan) {
        return payments.transfer(
                Transfer.of(reference).amount("CNY", yuan).from(ANN).to(SHOP));
    }

    Payment hold(String reference, String yuan) {
        return payments.transfer(
                Transfer.of(reference).amount("CNY", yuan).from(ANN).to(SHOP).held(Duration.ofHours(1)));
    }

    Payment refund(String reference, Payment original, String yuan) {
        return payments.refund(Refund.of(reference).payment(original.id()).amount("CNY", yuan));
    }

    /** A withdrawal that the channel refuses. */
    Payment withdrawDeclined() {
        fillWallet("fill-for-declined", "5.00");
        channel.next(ModelChannel.Behaviour.DECLINE);
        return withdraw("declined", "5.00");
    }

    /** The channel's own message that the payment's money moved. */
    ChannelFact webhook(Payment payment) {
        return webhook(payment, Money.zero(payment.amount().currency()));
    }

    /** The channel's own message that the payment's money moved, and what it kept for that. */
    ChannelFact webhook(Payment payment, Money fee) {
        String reference = payment.id().value();
        Money moved = channel.moved(reference).orElseThrow();
        return new ChannelFact(
                "model", reference, ChannelFact.Source.WEBHOOK, new ChannelResult.Done("txn-" + reference, moved, fee));
    }

    void open(String account) {
        books.ledger().open(Account.liability(account, "CNY").neverBelowZero());
    }

    Balance balance(String account) {
        return books.ledger().balance(new AccountId(account));
    }

    Money available(String account) {
        return balance(account).available();
    }

    /** Lets the time go by from one piece of work to the next until nothing is left to do. */
    void rest() {
        Jdbi jdbi = Jdbi.create(database.dataSource());
        for (int steps = 0; ; steps++) {
            runDue();
            Optional<Instant> next = jdbi.withHandle(handle -> handle.select("""
                            select min(due_at) from (select due_at from crema_task
                                union all select due_at from crema_delivery
                                union all select due_at from crema_trade_task) work
                            """)
                    .map((row, context) ->
                            Optional.ofNullable(row.getTimestamp(1, utc())).map(Timestamp::toInstant))
                    .one());
            if (next.isEmpty()) {
                return;
            }
            assertThat(steps).as("steps until " + next.get()).isLessThan(1000);
            clock.set(next.get());
        }
    }

    private static Calendar utc() {
        return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    }

    /** Runs what is due at the present time, and what becomes due by that. */
    void runDue() {
        int rounds = 0;
        while (payments.runDue() > 0) {
            assertThat(rounds++)
                    .as("work that never ends at " + clock.instant())
                    .isLessThan(1000);
        }
    }

    void assertHolds() {
        assertThat(Invariants.of(database.dataSource()).everywhere()).isEmpty();
    }

    void assertAtRest() {
        assertThat(Invariants.of(database.dataSource()).atRest()).isEmpty();
        assertAgreesWith(channel);
        assertAgreesWith(other);
    }

    /** I-07 and I-13: the clearing account holds exactly what the channel moved, in less out. */
    private void assertAgreesWith(ModelChannel channel) {
        Money expected = yuan("0.00");
        for (String order : channel.orders()) {
            Optional<Payment> payment = books.find(Scope.DEFAULT, new PaymentId(order));
            Optional<Money> moved = channel.moved(order)
                    .filter(amount -> amount.currency().equals(yuan("0.00").currency()));
            if (payment.isPresent() && moved.isPresent()) {
                expected = payment.get().bringsMoneyIn() ? expected.plus(moved.get()) : expected.minus(moved.get());
            }
        }
        AccountId clearing = new AccountId("channel:" + channel.name() + ":clearing:CNY");
        boolean open = books.ledger().trialBalance().toString().contains(clearing.path());
        Money booked = open ? books.ledger().balance(clearing).balance() : yuan("0.00");
        assertThat(booked).isEqualTo(expected);
    }

    static Money yuan(String amount) {
        return Money.of("CNY", amount);
    }

    @Override
    public void close() {
        payments.close();
        books.close();
        database.close();
    }
}
