package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.event.NamedListener;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.TopUp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What listeners are told, and that none of them stands in another's way. */
@OnEachKind
class ListenersTest {
    private static final int PATIENCE = 30;

    private final Merchant merchant;
    private final Jdbi jdbi;
    private boolean invented; // events that no end of a payment made, which the checker would tell
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    ListenersTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        this.jdbi = Jdbi.create(merchant.database.dataSource());
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        if (!invented) {
            merchant.assertAtRest();
        }
        merchant.close();
    }

    private Payments.Builder application() {
        return Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0);
    }

    private static Payment topUp(Payments payments, String reference) {
        return payments.topUp(
                TopUp.of(reference).amount("CNY", "1.00").into(SHOP).through("model"));
    }

    private static void runDue(Payments payments) {
        while (payments.runDue() > 0) {
            // until nothing is due
        }
    }

    /** One more event of a payment, as a later version of the library may write it. */
    private void anotherEvent(Payment payment, int sequence) {
        invented = true;
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into crema_event (payment_id, sequence, state, occurred_at) values (?, ?, 'SUCCEEDED', ?)",
                    payment.id().value(),
                    sequence,
                    merchant.clock.instant().atOffset(ZoneOffset.UTC));
            handle.execute(
                    "insert into crema_delivery (payment_id, sequence, listener, due_at, token, tries)"
                            + " values (?, ?, '', ?, 0, 0)",
                    payment.id().value(),
                    sequence,
                    merchant.clock.instant().atOffset(ZoneOffset.UTC));
        });
    }

    private List<String> outcomes(Payment payment) {
        return jdbi.withHandle(handle ->
                handle.select("""
                        select concat(listener, ' ', coalesce(outcome, 'OPEN')) from crema_delivery
                        where payment_id = ? and listener <> '' order by sequence, listener
                        """, payment.id().value()).mapTo(String.class).list());
    }

    @Test
    void F41_eachListenerHasItsOwnTriesAndItsOwnDeadLetter() {
        Payments payments = application()
                .onEvent("kitchen", PaymentEvent.class, event -> {
                    told.add("kitchen");
                    throw new IllegalStateException("the kitchen is closed for good");
                })
                .onEvent("till", PaymentEvent.class, event -> told.add("till"))
                .start();
        Payment paid = topUp(payments, "order-1");
        runDue(payments);
        assertThat(told).containsExactlyInAnyOrder("kitchen", "till");
        assertThat(outcomes(paid)).containsExactly("kitchen OPEN", "till DONE");

        for (int halves = 0; halves < 60; halves++) {
            merchant.clock.advance(Duration.ofHours(12));
            runDue(payments);
        }
        assertThat(outcomes(paid)).containsExactly("kitchen DEAD", "till DONE");
        assertThat(told.stream().filter("till"::equals)).hasSize(1);
        assertThat(told.stream().filter("kitchen"::equals)).hasSize(14);
    }

    @Test
    void F41_aListenerIsToldTheEventsOfOnePaymentInTheirOrder() {
        boolean[] open = {false};
        Payments payments = application()
                .onEvent("kitchen", PaymentSucceeded.class, event -> {
                    told.add("kitchen " + event.id());
                    if (!open[0]) {
                        throw new IllegalStateException("the kitchen is closed");
                    }
                })
                .onEvent("till", PaymentSucceeded.class, event -> told.add("till " + event.id()))
                .start();
        Payment paid = topUp(payments, "order-1");
        String first = paid.id() + "-" + paid.version();
        String second = paid.id() + "-" + (paid.version() + 1);
        runDue(payments);
        anotherEvent(paid, paid.version() + 1);
        runDue(payments);
        assertThat(told).containsExactlyInAnyOrder("kitchen " + first, "till " + first, "till " + second);

        open[0] = true;
        merchant.clock.advance(Duration.ofSeconds(7));
        runDue(payments);
        assertThat(told.subList(3, told.size())).containsExactly("kitchen " + first, "kitchen " + second);
    }

    @Test
    void F19_F41_whileSomebodyTellsAnEventNobodyTellsTheNextOne() throws Exception {
        Payments payments = application()
                .onEvent("kitchen", PaymentSucceeded.class, event -> told.add(event.id()))
                .start();
        Payment paid = topUp(payments, "order-1");
        anotherEvent(paid, paid.version() + 1);
        try (Connection other = merchant.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // Another node is sharing out the first event and has not committed yet.
            try (ResultSet locked = statement.executeQuery("select sequence from crema_delivery where sequence = "
                    + paid.version() + " and listener = '' for update")) {
                assertThat(locked.next()).isTrue();
            }
            runDue(payments);
            assertThat(told).isEmpty();
            other.rollback();
            other.setAutoCommit(true);
        }
        runDue(payments);
        assertThat(told).containsExactly(paid.id() + "-" + paid.version(), paid.id() + "-" + (paid.version() + 1));
    }

    @Test
    void F41_aListenerThatHangsKeepsNobodyElseWaiting() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch tills = new CountDownLatch(20);
        try (Payments payments = application()
                .workers(4)
                .onEvent("kitchen", PaymentSucceeded.class, event -> release.await())
                .onEvent("till", PaymentSucceeded.class, event -> tills.countDown())
                .start()) {
            for (int i = 0; i < 20; i++) {
                topUp(payments, "order-" + i);
            }
            assertThat(tills.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
            release.countDown();
        }
    }

    @Test
    void F21_aListenerThatIsGoneLeavesADeadLetterAtOnce() {
        Payments before = application()
                .onEvent("kitchen", PaymentSucceeded.class, event -> {
                    throw new IllegalStateException("closed");
                })
                .start();
        Payment paid = topUp(before, "order-1");
        runDue(before);
        assertThat(outcomes(paid)).containsExactly("kitchen OPEN");

        Payments after = application()
                .onEvent("till", PaymentSucceeded.class, event -> told.add("till"))
                .start();
        merchant.clock.advance(Duration.ofSeconds(7));
        runDue(after);
        assertThat(outcomes(paid)).containsExactly("kitchen DEAD");
    }

    @Test
    void anEventThatNobodyWantsIsOverAtOnce() {
        Payments payments = application().start();
        Payment paid = topUp(payments, "order-1");
        runDue(payments);
        assertThat(outcomes(paid)).isEmpty();
        merchant.assertAtRest();
    }

    @Test
    void listenersThatAreKnownLaterAreTold() {
        List<NamedListener<?>> later = new ArrayList<>();
        Payments payments = application().onEvents(() -> later).start();
        topUp(payments, "order-1");
        later.add(new NamedListener<>("kitchen", PaymentSucceeded.class, event -> told.add("kitchen")));
        runDue(payments);
        assertThat(told).containsExactly("kitchen");
    }

    @Test
    void listenersOfOneNameAreRefused() {
        Payments.Builder builder = application().onEvent("kitchen", PaymentSucceeded.class, event -> {});
        assertThatThrownBy(() -> builder.onEvent("kitchen", PaymentEvent.class, event -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kitchen is there twice");
        assertThatThrownBy(() -> builder.onEvent("the kitchen", PaymentEvent.class, event -> {}))
                .isInstanceOf(ConfigurationException.class);
    }
}
