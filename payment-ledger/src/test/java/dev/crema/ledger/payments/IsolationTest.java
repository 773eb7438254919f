package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Crowd.together;
import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.RequestInProgressException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All connections of the application's pool are stricter than most, on two nodes; some transactions are the host's own. */
@OnEachKind
class IsolationTest {
    private final Merchant merchant;
    private HikariDataSource strict;
    private Payments[] nodes;

    IsolationTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
    }

    private void isolate(String level) {
        strict = merchant.database.pool(config -> {
            config.setTransactionIsolation("TRANSACTION_" + level);
            config.setMaximumPoolSize(20);
        });
        nodes = new Payments[] {merchant.node(strict), merchant.node(strict)};
    }

    @AfterEach
    void theBooksHold() {
        merchant.assertHolds();
        merchant.rest();
        merchant.assertAtRest();
        strict.close();
        merchant.close();
    }

    private static TopUp topUp(String reference, String into, String yuan) {
        return TopUp.of(reference).amount("CNY", yuan).into(into).through("model");
    }

    private static Withdrawal payout(String reference, String yuan) {
        return Withdrawal.of(reference)
                .amount("CNY", yuan)
                .from(ANN)
                .through("model")
                .to(Merchant.PAYEE);
    }

    private static Transfer transfer(String reference, String yuan) {
        return Transfer.of(reference).amount("CNY", yuan).from(ANN).to(SHOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void F16_allFourFormsComeToTheirEnd(String level) {
        isolate(level);
        Payments payments = nodes[0];
        Payment filled = payments.topUp(topUp("fill", ANN, "100.00"));
        Payment bought = payments.transfer(transfer("t", "10.00"));
        merchant.channel.next(Behaviour.TAKE_ON, Behaviour.MOVE_AND_LOSE_ANSWER);
        Payment slow = payments.withdraw(payout("w-1", "20.00"));
        Payment lost = payments.withdraw(payout("w-2", "5.00"));
        Payment returned = payments.refund(Refund.of("r-1").payment(filled.id()).amount("CNY", "30.00"));
        Payment back = payments.refund(Refund.of("r-2").payment(bought.id()).amount("CNY", "4.00"));
        merchant.channel.moveAllTakenOn();
        merchant.rest();
        assertThat(List.of(filled, bought, slow, lost, returned, back))
                .allMatch(each -> nodes[1].payment(each.id()).state() == PaymentState.SUCCEEDED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("39.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("6.00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void F16_F17_allFourFormsAreAcceptedInAHostsTransactionThatLookedBefore(String level) throws Exception {
        isolate(level);
        Payment filled = merchant.fillWallet("fill", "100.00");
        TestHost host = new TestHost(strict);
        Payments inside = merchant.node(host, host);
        within(host, () -> {
            assertThat(inside.payment(filled.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
            inside.transfer(transfer("t", "10.00"));
            inside.withdraw(payout("w", "20.00"));
            inside.refund(Refund.of("r").payment(filled.id()).amount("CNY", "30.00"));
            return inside.topUp(topUp("o", SHOP, "1.00"));
        });
        merchant.rest();
        assertThat(merchant.available(ANN)).isEqualTo(yuan("40.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("11.00"));
        assertThat(merchant.channel.calls("send")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void F16_A13_ofManyWhoSpendTheWholeBalanceOneWins(String level) throws Exception {
        isolate(level);
        merchant.fillWallet("fill", "100.00");
        List<Object> answers = together(
                30,
                number -> () -> number % 2 == 0
                        ? nodes[number % 4 / 2].withdraw(payout("w-" + number, "100.00"))
                        : nodes[number % 4 / 2].transfer(transfer("t-" + number, "100.00")));
        assertOneWins(answers, InsufficientFundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void F16_A13_ofManyHostsThatLookedBeforeTheySpendOneWins(String level) throws Exception {
        isolate(level);
        Payment filled = merchant.fillWallet("fill", "100.00");
        List<Object> answers = together(8, number -> () -> {
            TestHost host = new TestHost(strict);
            Payments inside = merchant.node(host, host);
            return within(host, () -> {
                inside.payment(filled.id());
                return inside.withdraw(payout("w-" + number, "100.00"));
            });
        });
        assertOneWins(answers, InsufficientFundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void F16_A14_ofRefundsThatDoNotFitTogetherOneWins(String level) throws Exception {
        isolate(level);
        Payment paid = merchant.topUp("order", "100.00");
        merchant.topUp("other", "1000.00");
        List<Object> answers = together(
                10,
                number -> () -> nodes[number % 2].refund(
                        Refund.of("r-" + number).payment(paid.id()).amount("CNY", "60.00")));
        assertOneWins(answers, AmountExceededException.class);
        assertThat(merchant.now(paid).refundable()).isEqualTo(yuan("40.00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void F16_A09_F34_oneReferenceIsOnePaymentAndTheSameNewsHasOneEffect(String level) throws Exception {
        isolate(level);
        merchant.channel.next(Behaviour.ASK_PAYER);
        List<Object> answers = together(20, number -> () -> nodes[number % 2].topUp(topUp("order", SHOP, "18.50")));
        assertThat(answers)
                .allMatch(answer -> answer instanceof Payment || answer instanceof RequestInProgressException);
        Payment asked = nodes[0].topUp(topUp("order", SHOP, "18.50"));
        merchant.channel.move(asked.id().value());
        together(10, number -> () -> nodes[number % 2].receive(merchant.webhook(asked)));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
    }

    private static void assertOneWins(List<Object> answers, Class<?> refusal) {
        assertThat(answers.stream().filter(Payment.class::isInstance)).hasSize(1);
        assertThat(answers.stream().filter(refusal::isInstance)).hasSize(answers.size() - 1);
    }

    /** In one transaction of the host, which is made again if others were in its way. */
    private static <T> T within(TestHost host, Callable<T> work) throws Exception {
        return Crowd.patiently(() -> {
            host.begin();
            try {
                T done = work.call();
                host.commit();
                return done;
            } catch (PaymentException e) {
                host.rollBack();
                throw e;
            }
        });
    }
}
