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
import dev.crema.retry.Ladder;
import dev.crema.trade.TradeEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** A merchant with a shop, a customer and two channels, of which most tests need one, on a database of its own, whose time the test moves. */
public final class Merchant implements AutoCloseable {
    public static final String SHOP = "merchant:cafe";
    public static final String ANN = "wallet:ann";
    public static final Payee PAYEE = Payee.of("ann@example.org");

    private static final String DUE = """
            select due_at from crema_task where due_at is not null
            union all select due_at from crema_delivery where due_at is not null
            union all select due_at from crema_trade_task where due_at is not null
            union all select due_at from crema_trade_delivery where due_at is not null
            """;

    public final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    public final ModelChannel channel = new ModelChannel("model");
    public final ModelChannel other = new ModelChannel("other");
    final List<TradeEvent> tradeEvents = Collections.synchronizedList(new ArrayList<>());
    final List<PaymentEvent> events = Collections.synchronizedList(new ArrayList<>());
    public final TestDatabase database;
    private final Ladder ladder;
    private final boolean punctual;
    private Books books;
    private Payments payments;

    private Merchant(TestDatabase database, BooksOptions options, Ladder ladder, boolean punctual) {
        this.database = database;
        this.ladder = ladder;
        this.punctual = punctual;
        this.books = Books.on(database.dataSource(), timed(options).creatingSchema());
        this.payments = start(books);
    }

    public static Merchant on(TestDatabase.Kind kind) {
        return on(kind, BooksOptions.DEFAULT);
    }

    /**
     * On a database that may have a merchant already; tries again without jitter, so that each run has the same steps, and
     * the time of its books is the test's too, so that each leaves the same rows.
     */
    public static Merchant punctual(TestDatabase database) {
        return new Merchant(database, BooksOptions.DEFAULT, new Ladder(Ladder.DEFAULT.rungs(), 0), true);
    }

    static Merchant on(TestDatabase.Kind kind, BooksOptions options) {
        return new Merchant(kind.ready(), options, Ladder.DEFAULT, false);
    }

    public Payments payments() {
        return payments;
    }

    Books books() {
        return books;
    }

    /** Another instance of the application on the same database, behind this data source. */
    public Payments node(DataSource dataSource) {
        return start(Books.on(dataSource, timed(BooksOptions.DEFAULT)));
    }

    private BooksOptions timed(BooksOptions options) {
        return punctual ? options.clock(clock) : options;
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
                .ladder(ladder)
                .workers(0)
                .onEvent(PaymentEvent.class, events::add)
                .onTrade(tradeEvents::add);
    }

    public Payment topUp(String reference, String yuan) {
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

    public Payment fillWallet(String reference, String yuan) {
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
    public void rest() {
        for (int steps = 0; ; steps++) {
            runDue();
            Optional<Instant> next = nextDue();
            if (next.isEmpty()) {
                assertThat(due())
                        .as("due and taken by nobody at " + clock.instant())
                        .isEmpty();
                return;
            }
            assertThat(steps).as("steps until " + next.get()).isLessThan(1000);
            clock.set(next.get());
        }
    }

    /** When something is due next. What is due by now and waits for something else is due with that. */
    public Optional<Instant> nextDue() {
        Instant now = clock.instant();
        return due().stream().filter(now::isBefore).min(Comparator.naturalOrder());
    }

    /** By JDBC itself: JDBI would take the query apart anew each time. */
    private List<Instant> due() {
        List<Instant> due = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DUE)) {
            while (row.next()) {
                due.add(row.getTimestamp(1, utc()).toInstant());
            }
            return due;
        } catch (SQLException e) {
            throw new AssertionError("what is due could not be read", e);
        }
    }

    private static Calendar utc() {
        return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    }

    /** Runs what is due at the present time, and what becomes due by that. */
    public void runDue() {
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
        assertThat(violations()).isEmpty();
    }

    /** What is wrong although nothing is due any more, with the database or with what the channels moved. */
    public List<String> violations() {
        List<String> violations =
                new ArrayList<>(Invariants.of(database.dataSource()).atRest());
        violations.addAll(disagreements(channel));
        violations.addAll(disagreements(other));
        return violations;
    }

    /** I-07 and I-13: the clearing account holds exactly what the channel moved, in less out. */
    private List<String> disagreements(ModelChannel channel) {
        List<String> found = new ArrayList<>();
        Money expected = yuan("0.00");
        for (String order : channel.orders()) {
            Optional<Payment> payment = books.find(Scope.DEFAULT, new PaymentId(order));
            if (payment.filter(Payment::isBetweenParties).isPresent()) {
                continue; // what moves between parties stays with the channel
            }
            Optional<Money> moved = channel.moved(order)
                    .filter(amount -> amount.currency().equals(yuan("0.00").currency()));
            if (moved.isPresent() && payment.isEmpty() && !isOfAnotherScope(order)) {
                found.add("LOST what channel " + channel.name() + " moved for " + order);
            } else if (moved.isPresent() && payment.isPresent()) {
                expected = payment.get().bringsMoneyIn() ? expected.plus(moved.get()) : expected.minus(moved.get());
            }
        }
        AccountId clearing = new AccountId("channel:" + channel.name() + ":clearing:CNY");
        boolean open = books.ledger().trialBalance().toString().contains(clearing.path());
        Money booked = open ? books.ledger().balance(clearing).balance() : yuan("0.00");
        if (!booked.equals(expected)) {
            found.add("I-13 channel " + channel.name() + " moved " + expected + ", and booked is " + booked);
        }
        return found;
    }

    /** Its money is in the books of that scope. */
    private boolean isOfAnotherScope(String payment) {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select scope from crema_payment where payment_id = ?")) {
            statement.setString(1, payment);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            throw new AssertionError("a payment could not be read", e);
        }
    }

    public static Money yuan(String amount) {
        return Money.of("CNY", amount);
    }

    @Override
    public void close() {
        payments.close();
        books.close();
        database.close();
    }
}
