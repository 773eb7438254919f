package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.SettableClock;
import dev.crema.books.PaymentBooks;
import dev.crema.channel.Payee;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.payment.Withdrawal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes whose own clocks say something else than their database's. */
@OnEachKind
class OneTimeTest {
    private final Merchant merchant;
    private final SettableClock databaseTime = SettableClock.at("2026-03-01T12:00:00Z");

    OneTimeTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
    }

    @AfterEach
    void close() {
        merchant.close();
    }

    private Payments node(PaymentBooks books) {
        return Payments.with(books).channel(merchant.channel).workers(0).start();
    }

    /** The merchant's books in a database whose clock this test sets; its own clock, the process's, says another time. */
    private PaymentBooks inDatabaseTime() {
        return (PaymentBooks) Proxy.newProxyInstance(
                PaymentBooks.class.getClassLoader(), new Class<?>[] {PaymentBooks.class}, (proxy, method, values) -> {
                    try {
                        return method.getName().equals("now")
                                ? databaseTime.instant()
                                : method.invoke(merchant.books(), values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void F22_theTimeOfPaymentsIsTheDatabases() {
        try (Payments node = node(merchant.books())) {
            Instant before = merchant.books().now();
            Payment paid = node.topUp(
                    TopUp.of("order").amount("CNY", "18.50").into(SHOP).through("model"));
            Instant after = merchant.books().now();

            assertThat(paid.createdAt())
                    .isBetween(before.minusSeconds(1), after.plusSeconds(1)); // as exact as a look at it
            assertThat(before)
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        }
    }

    @Test
    void F22_nodesWhoseOwnClocksAreWrongTakeNothingOverAndEndNothingEarly() {
        try (Payments one = node(inDatabaseTime());
                Payments two = node(inDatabaseTime())) {
            merchant.channel.beforeEach(() -> runAll(two));
            one.topUp(TopUp.of("fill").amount("CNY", "100.00").into(ANN).through("model"));
            Payment sent = one.withdraw(Withdrawal.of("w")
                    .amount("CNY", "10.00")
                    .from(ANN)
                    .through("model")
                    .to(Payee.of("ann@example.org")));
            assertThat(sent.state()).isEqualTo(PaymentState.SUCCEEDED);
            assertThat(merchant.channel.calls("send")).isEqualTo(2);
            assertThat(merchant.channel.calls("query")).isZero();

            merchant.channel.next(Behaviour.ASK_PAYER);
            Payment waiting = one.topUp(
                    TopUp.of("order").amount("CNY", "18.50").into(SHOP).through("model"));
            runAll(two);
            assertThat(two.payment(waiting.id()).state()).isEqualTo(PaymentState.AWAITING_PAYER);
            assertThat(waiting.createdAt()).isBefore(Instant.parse("2026-03-01T12:05:00Z"));
        }
    }

    private static void runAll(Payments node) {
        int rounds = 0;
        while (node.runDue() > 0) {
            assertThat(++rounds).isLessThan(100);
        }
    }
}
