package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Crowd.together;
import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.RequestInProgressException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sixteen threads on two nodes at one database. */
@OnEachKind
class RaceTest {
    private final Merchant merchant;
    private final Payments[] nodes;

    RaceTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        this.nodes = new Payments[] {merchant.payments(), merchant.node(merchant.database.dataSource())};
    }

    @AfterEach
    void theBooksHold() {
        merchant.assertHolds();
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private Payments node(int number) {
        return nodes[number % nodes.length];
    }

    @Test
    void A13_ofAHundredWithdrawalsOfTheWholeBalanceOneWins() throws Exception {
        merchant.fillWallet("fill", "100.00");
        List<Object> answers = together(
                100,
                number -> () -> node(number)
                        .withdraw(Withdrawal.of("w-" + number)
                                .amount("CNY", "100.00")
                                .from(ANN)
                                .through("model")
                                .to(Merchant.PAYEE)));

        assertThat(answers.stream().filter(Payment.class::isInstance)).hasSize(1);
        assertThat(answers.stream().filter(InsufficientFundsException.class::isInstance))
                .hasSize(99);
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("0.00"));
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
    }

    @Test
    void A13_F43_ofAHundredTransfersOfTheWholeBalanceOneWins() throws Exception {
        merchant.fillWallet("fill", "100.00");
        List<Object> answers = together(
                100,
                number -> () -> node(number)
                        .transfer(Transfer.of("t-" + number)
                                .amount("CNY", "100.00")
                                .from(ANN)
                                .to(SHOP)));

        assertThat(answers.stream().filter(Payment.class::isInstance)).hasSize(1);
        assertThat(answers.stream().filter(InsufficientFundsException.class::isInstance))
                .hasSize(99);
    }

    @Test
    void F12_F43_crossingTransfersAllComeToAnEnd() throws Exception {
        merchant.fillWallet("fill", "100.00");
        merchant.topUp("order", "100.00");
        List<Object> answers = together(200, number -> () -> {
            boolean there = number % 2 == 0;
            return node(number / 2)
                    .transfer(Transfer.of("t-" + number)
                            .amount("CNY", "1.00")
                            .from(there ? ANN : SHOP)
                            .to(there ? SHOP : ANN));
        });

        assertThat(answers)
                .allMatch(answer -> answer instanceof Payment paid && paid.state() == PaymentState.SUCCEEDED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("100.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("100.00"));
    }

    @Test
    void A14_ofTenRefundsThatDoNotFitTogetherOneWins() throws Exception {
        Payment paid = merchant.topUp("order", "100.00");
        merchant.topUp("other", "1000.00");
        List<Object> answers = together(
                10,
                number -> () -> node(number)
                        .refund(Refund.of("r-" + number).payment(paid.id()).amount("CNY", "60.00")));

        assertThat(answers.stream().filter(Payment.class::isInstance)).hasSize(1);
        assertThat(answers.stream().filter(AmountExceededException.class::isInstance))
                .hasSize(9);
        assertThat(merchant.payments().payment(paid.id()).refundable()).isEqualTo(yuan("40.00"));
    }

    @Test
    void A09_aHundredRequestsWithOneReferenceAreOnePayment() throws Exception {
        List<Object> answers = together(
                100,
                number -> () -> node(number)
                        .topUp(TopUp.of("order")
                                .amount("CNY", "18.50")
                                .into(SHOP)
                                .through("model")));

        assertThat(answers)
                .allMatch(answer -> answer instanceof Payment || answer instanceof RequestInProgressException);
        List<PaymentId> ids = answers.stream()
                .filter(Payment.class::isInstance)
                .map(answer -> ((Payment) answer).id())
                .distinct()
                .toList();
        assertThat(ids).hasSize(1);
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
    }

    @Test
    void F19_manyWorkersTakeEachPieceOfWorkOnce() throws Exception {
        merchant.channel.usually(Behaviour.TAKE_ON);
        for (int i = 0; i < 50; i++) {
            merchant.topUp("order-" + i, "1.00");
        }
        merchant.channel.moveAllTakenOn();
        merchant.clock.advance(Duration.ofSeconds(7));
        together(Crowd.THREADS, number -> () -> node(number).runDue());

        assertThat(merchant.channel.calls("query")).isEqualTo(50);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("50.00"));
    }

    @Test
    void A17_captureAndCancelEndInOneOfTheTwo() throws Exception {
        merchant.fillWallet("fill", "100.00");
        for (int round = 0; round < 20; round++) {
            Payment held = merchant.hold("h-" + round, "5.00");
            List<Object> answers =
                    together(2, number -> () -> number == 0 ? node(0).capture(held.id()) : node(1).cancel(held.id()));
            PaymentState end = merchant.payments().payment(held.id()).state();
            assertThat(end).isIn(PaymentState.SUCCEEDED, PaymentState.CANCELLED);
            assertThat(answers.stream().filter(InvalidStateException.class::isInstance))
                    .hasSize(1);
        }
    }

    @Test
    void F34_F35_theSameNewsFromAllSidesHasOneEffect() throws Exception {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.topUp("order", "18.50");
        merchant.channel.move(asked.id().value());
        merchant.clock.advance(Duration.ofSeconds(7));
        together(
                Crowd.THREADS,
                number -> () -> number % 4 == 0
                        ? (Object) node(number).runDue()
                        : node(number).receive(merchant.webhook(asked)));

        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.payments().payment(asked.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
    }
}
